import { awsProfile } from './aws-profile.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

export const javascript: Recipe = (setup) => {
  const { bucket, prefix, s3Url, isLocal, canList, canWrite } = setup;
  const literal = (text: string) => JSON.stringify(text);
  // Without forcePathStyle, the SDK connects to BUCKET.localhost. Some machines cannot resolve this name.
  const endpoint = isLocal ? `, endpoint: ${literal(s3Url)}, forcePathStyle: true` : '';
  const options = `{ profile: ${literal(NAME)}${endpoint} }`;
  return [
    awsProfile(setup),
    {
      place: 'Write in JavaScript',
      lines: [
        `import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';`,
        `import { Upload } from '@aws-sdk/lib-storage';`,
        `import { createReadStream } from 'node:fs';`,
        `const s3 = new S3Client(${options});`,
        ...(canList
          ? [
              `console.log(await s3.send(new ListObjectsV2Command({ Bucket: ${literal(bucket)}, Prefix: ${literal(prefix)} })));`,
            ]
          : []),
        ...(canWrite
          ? [
              `const object = { Bucket: ${literal(bucket)}, Key: ${literal(prefix + FILE)}, Body: createReadStream(${literal(FILE)}) };`,
              'await new Upload({ client: s3, params: object }).done();',
            ]
          : []),
      ],
    },
  ];
};
