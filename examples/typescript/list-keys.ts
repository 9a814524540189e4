import { argv, stdout } from 'node:process';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

// npx tsx examples/typescript/list-keys.ts [BUCKET [PREFIX]]

const KEYS_SHOWN = 50;

const [, , bucket = 'amzn-s3-demo-bucket', prefix = 'home/alice/'] = argv;

/** The client has no credentials of its own, so its default credential chain asks the broker and renews them. */
const client = new S3Client({});
let shown = 0;
pages: for await (const { Contents = [] } of paginateListObjectsV2(
  { client, pageSize: KEYS_SHOWN },
  { Bucket: bucket, Prefix: prefix },
)) {
  for (const { Key, ETag } of Contents) {
    stdout.write(`${Key} => ${ETag}\n`);
    shown += 1;
    if (shown === KEYS_SHOWN) {
      break pages;
    }
  }
}
