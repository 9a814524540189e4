// Uploads a file in parts, with a pause before each part. Arguments: FILE BUCKET KEY PART_BYTES PAUSE_SECONDS.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

const [file, Bucket, Key, partBytes, pauseSeconds] = process.argv.slice(2);

async function* slowly() {
  for await (const piece of createReadStream(file, { highWaterMark: Number(partBytes) })) {
    await setTimeout(Number(pauseSeconds) * 1_000);
    yield piece;
  }
}

const client = new S3Client({ forcePathStyle: true });
const params = { Bucket, Key, Body: Readable.from(slowly()) };
await new Upload({ client, params, partSize: Number(partBytes), queueSize: 1 }).done();
