// Runs one operation with the AWS SDK for JavaScript v3. Arguments: OPERATION BUCKET FOLDER ENDPOINT.
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const [operation, Bucket, folder, endpoint] = process.argv.slice(2);
const s3 = new S3Client({ profile: 'brokered', endpoint, forcePathStyle: true });

const operations = {
  async list() {
    const { KeyCount } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: `${folder}/seed/` }),
    );
    console.log(KeyCount);
  },
  async upload() {
    const params = { Bucket, Key: `${folder}/up.bin`, Body: createReadStream('big.bin') };
    await new Upload({ client: s3, params }).done();
  },
  async download() {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${folder}/seed/mid.bin` }));
    await writeFile('down.bin', Body);
  },
  async delete() {
    const Objects = ['one', 'two'].map((name) => ({ Key: `${folder}/seed/old/${name}.txt` }));
    const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    // S3 answers 200 even if it refuses some keys, and lists those keys in `Errors`.
    if (Errors !== undefined) {
      throw new Error(JSON.stringify(Errors));
    }
  },
  async presign() {
    const url = await getSignedUrl(
      s3,
      new GetObjectCommand({ Bucket, Key: `${folder}/seed/small.txt` }),
    );
    const { status } = await fetch(url);
    if (status !== 200) {
      throw new Error(`The link answers ${status}.`);
    }
  },
};

await operations[operation]();
