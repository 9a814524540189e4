import path from 'node:path';
import {
  DELETING,
  type EverydayClient,
  PUTTING,
  READING,
  READING_AND_WRITING,
} from '../everyday-client.ts';

const PROGRAM = path.resolve('verification/clients/everyday/programs/boto3_operations.py');

const boto3 = (operation: string) =>
  `python3 '${PROGRAM}' ${operation} "$BUCKET" "$FOLDER" "$ENDPOINT"`;

export const BOTO3: EverydayClient = {
  name: 'boto3',
  config: 'boto3',
  program: 'python3',
  versionArguments: ['-c', 'import boto3; print(boto3.__version__)'],
  versionPattern: /^([\d.]+)$/m,
  runsCode: 'python3',
  operations: [
    { name: 'list_objects_v2', works: READING, command: boto3('list') },
    {
      name: 'upload_file, 100 MB',
      works: PUTTING,
      command: boto3('upload'),
      writes: { 'up.bin': 'big.bin' },
    },
    {
      name: 'download_file, 9 MB',
      works: READING,
      command: `${boto3('download')} && cmp mid.bin down.bin`,
    },
    {
      name: 'copy, 9 MB',
      works: READING_AND_WRITING,
      command: boto3('copy'),
      writes: { 'copy.bin': 'mid.bin' },
    },
    { name: 'generate_presigned_url', works: READING, command: boto3('presign') },
    {
      name: 'delete_objects',
      works: DELETING,
      command: boto3('delete'),
      deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
    },
  ],
};
