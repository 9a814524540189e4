import { type EverydayClient, PUTTING, READING, READING_AND_WRITING } from '../everyday-client.ts';

const FOLDER = 'brokered:$BUCKET/$FOLDER';

/** Source: https://github.com/rclone/rclone/pull/5731 */
const WRITES = {
  version: '1.61',
  reason: 'it sends an access control list with each object, for which no permission is given',
};

export const RCLONE: EverydayClient = {
  name: 'rclone',
  config: 'rclone',
  program: 'rclone',
  versionArguments: ['version'],
  versionPattern: /^rclone v([\d.]+)/,
  printedOldest: WRITES,
  // If S3 refuses HEAD on a folder, rclone assumes that the folder is an object.
  refusal: /is a file not a directory/,
  operations: [
    { name: 'lsf', works: READING, command: `rclone lsf "${FOLDER}/seed"` },
    {
      name: 'copyto up, 100 MB',
      works: PUTTING,
      command: `rclone copyto big.bin "${FOLDER}/up.bin" --s3-upload-cutoff 20M`,
      writes: { 'up.bin': 'big.bin' },
      oldest: WRITES,
    },
    {
      name: 'copy up --no-check-dest',
      works: PUTTING,
      command: `rclone copy small.txt "${FOLDER}/up" --no-check-dest --no-traverse`,
      writes: { 'up/small.txt': 'small.txt' },
      oldest: WRITES,
    },
    {
      name: 'copy down',
      works: READING,
      command: `rclone copy "${FOLDER}/seed" down && cmp mid.bin down/mid.bin`,
    },
    {
      name: 'sync up',
      works: READING_AND_WRITING,
      command: `rclone sync tree "${FOLDER}/sync"`,
      writes: { 'sync/a.txt': 'small.txt', "sync/it's & more.txt": 'small.txt' },
      // If rclone cannot list the folder, it copies every file.
      whenRefused: 'writes, then fails',
      oldest: WRITES,
    },
    {
      name: 'check',
      works: READING,
      command: `mkdir -p expected && cp small.txt mid.bin expected && rclone check expected "${FOLDER}/seed" --one-way`,
    },
    {
      name: 'moveto',
      works: READING_AND_WRITING,
      command: `rclone moveto "${FOLDER}/seed/to-move.txt" "${FOLDER}/moved.txt"`,
      writes: { 'moved.txt': 'small.txt' },
      deletes: ['seed/to-move.txt'],
      oldest: WRITES,
    },
    {
      name: 'delete',
      works: READING_AND_WRITING,
      command: `rclone delete "${FOLDER}/seed/old"`,
      deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
    },
  ],
};
