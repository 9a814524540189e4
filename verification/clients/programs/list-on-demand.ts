import { argv, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

/** Reads prefixes, one per line, and lists each. The process keeps running during renewals and outages. */

const [, , bucket] = argv;
const client = new S3Client({});
for await (const prefix of createInterface({ input: stdin })) {
  const line = await client
    .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }))
    .then(
      ({ Contents }) => `ok ${Contents?.[0]?.Key}`,
      (error: Error) => `error ${error.message.split(/\s+/).join(' ')}`,
    );
  stdout.write(`${line}\n`);
}
