import path from 'node:path';
import { DELETING, type EverydayClient, PUTTING, READING } from '../everyday-client.ts';

const PROGRAM = path.resolve('verification/clients/everyday/programs/sdk-operations.mjs');

const sdk = (operation: string) => `node '${PROGRAM}' ${operation} "$BUCKET" "$FOLDER" "$ENDPOINT"`;

export const JAVASCRIPT: EverydayClient = {
  name: 'AWS SDK for JavaScript v3',
  config: 'javascript',
  program: 'node',
  versionArguments: [
    '-p',
    `require('${path.resolve('node_modules/@aws-sdk/lib-storage/package.json')}').version`,
  ],
  versionPattern: /^([\d.]+)$/m,
  runsCode: 'node --input-type=module',
  operations: [
    { name: 'ListObjectsV2', works: READING, command: sdk('list') },
    {
      name: 'lib-storage Upload, 100 MB',
      works: PUTTING,
      command: sdk('upload'),
      writes: { 'up.bin': 'big.bin' },
    },
    {
      name: 'GetObject, 9 MB',
      works: READING,
      command: `${sdk('download')} && cmp mid.bin down.bin`,
    },
    { name: 's3-request-presigner', works: READING, command: sdk('presign') },
    {
      name: 'DeleteObjects',
      works: DELETING,
      command: sdk('delete'),
      deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
    },
  ],
};
