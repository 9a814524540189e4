import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ratio } from '../figure.ts';
import type { LocalS3 } from '../local-s3.ts';
import { shuffled } from '../shuffled.ts';
import { prepared, type Subject } from '../subject.ts';

/** The fewest rounds for which a range has limits. Each round uploads a gigabyte. */
const ROUNDS = 6;

const MEGABYTE = 1_000_000;

const MEGABYTES = { small: 10, large: 1_000 } as const;

/** As in the AWS CLI. https://docs.aws.amazon.com/cli/latest/topic/s3-config.html */
const PART_BYTES = 8 * 1024 ** 2;

const DISK_MIN_BYTES = 2_000 * MEGABYTE;

export const upload: Subject = {
  name: 'upload',
  summary: 'memory of the local S3 during an upload of 1 GB',
  prepare: ({ folder: parent }) => {
    const { bavail, bsize } = statfsSync(parent);
    if (bavail * bsize < DISK_MIN_BYTES) {
      return Promise.resolve(`${parent} must have 2 GB of free space for the uploaded file.`);
    }
    const folder = path.join(parent, 'upload');
    mkdirSync(folder);
    const subject = prepared({
      rounds: ROUNDS,
      round: async () => {
        const peaks = { small: Number.NaN, large: Number.NaN };
        for (const size of shuffled(['small', 'large'] as const)) {
          peaks[size] = await peakMegabytes(folder, MEGABYTES[size]);
        }
        return { upload: { smallMegabytes: peaks.small, largeMegabytes: peaks.large } };
      },
      figures: (rounds) => [
        {
          name: 'memory of the local S3, upload of 1 GB ÷ upload of 10 MB',
          samples: rounds.map(({ upload }) => ratio(upload.largeMegabytes, upload.smallMegabytes)),
          ...{ budget: 1.6, aim: 1.2, digits: 2 },
        },
      ],
    });
    return Promise.resolve(subject);
  },
};

/** @returns the highest memory use of a new process of the local AWS that receives an object of this size */
async function peakMegabytes(folder: string, megabytes: number): Promise<number> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const running = fork(path.join(import.meta.dirname, '../local-s3.ts'), [folder], {
    execArgv: ['--import', tsx],
  });
  try {
    await uploadObject(await messageOf<LocalS3>(running), megabytes);
    running.send('How much memory?');
    return (await messageOf<number>(running)) / 1000;
  } finally {
    running.kill();
  }
}

function messageOf<T>(running: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    running.once('message', (message) => resolve(message as T));
    running.once('error', reject);
    running.once('exit', (code) => reject(new Error(`The local S3 exited with ${code}.`)));
  });
}

async function uploadObject(
  { endpoint, credentials, bucket }: LocalS3,
  megabytes: number,
): Promise<void> {
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  const params = { Bucket: bucket, Key: 'large', Body: Readable.from(bytesOf(megabytes)) };
  try {
    await new Upload({ client, params, partSize: PART_BYTES }).done();
  } finally {
    client.destroy();
  }
}

function* bytesOf(megabytes: number): Generator<Buffer> {
  const piece = randomBytes(MEGABYTE);
  for (let count = 0; count < megabytes; count += 1) {
    yield piece;
  }
}
