import {
  DELETING,
  type EverydayClient,
  PUTTING,
  READING,
  READING_AND_WRITING,
} from '../everyday-client.ts';

const FOLDER = 's3://$BUCKET/$FOLDER';

const s3cmd = (words: string) => `s3cmd -c ~/.s3cfg-brokered ${words}`;

export const S3CMD: EverydayClient = {
  name: 's3cmd',
  config: 's3cmd',
  program: 's3cmd',
  versionArguments: ['--version'],
  versionPattern: /^s3cmd version ([\d.]+)/,
  operations: [
    { name: 'ls', works: READING, command: s3cmd(`ls "${FOLDER}/seed/"`) },
    {
      name: 'put',
      works: PUTTING,
      command: s3cmd(`put small.txt "${FOLDER}/up.txt"`),
      writes: { 'up.txt': 'small.txt' },
    },
    {
      name: 'put, 100 MB',
      works: PUTTING,
      command: s3cmd(`put big.bin "${FOLDER}/up.bin"`),
      writes: { 'up.bin': 'big.bin' },
    },
    {
      name: 'get, 9 MB',
      works: READING,
      command: `${s3cmd(`get --force "${FOLDER}/seed/mid.bin" down.bin`)} && cmp mid.bin down.bin`,
    },
    {
      name: 'sync up',
      works: READING_AND_WRITING,
      command: s3cmd(`sync tree/ "${FOLDER}/sync/"`),
      writes: { 'sync/a.txt': 'small.txt', "sync/it's & more.txt": 'small.txt' },
    },
    {
      name: 'sync down',
      works: READING,
      command: `mkdir -p synced && ${s3cmd(`sync "${FOLDER}/seed/old/" synced/`)} && cmp small.txt synced/one.txt`,
    },
    {
      name: 'mv',
      // s3cmd reads the ACL of the object first, which no permission allows.
      works: [],
      command: s3cmd(`mv "${FOLDER}/seed/to-move.txt" "${FOLDER}/moved.txt"`),
      writes: { 'moved.txt': 'small.txt' },
      deletes: ['seed/to-move.txt'],
    },
    {
      name: 'del',
      works: DELETING,
      command: s3cmd(`del "${FOLDER}/seed/to-delete.txt"`),
      deletes: ['seed/to-delete.txt'],
    },
    {
      name: 'del --recursive',
      works: READING_AND_WRITING,
      command: s3cmd(`del --recursive "${FOLDER}/seed/old/"`),
      deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
      // s3cmd ignores the errors in the answer to DeleteObjects.
      whenRefused: 'exits with 0',
    },
  ],
};
