import { type EverydayClient, PUTTING, READING, READING_AND_WRITING } from '../everyday-client.ts';

const FOLDER = 'brokered/$BUCKET/$FOLDER';

export const MC: EverydayClient = {
  name: 'mc',
  config: 'mc',
  program: 'mc',
  versionArguments: ['--version'],
  // Midnight Commander is also called `mc`. This pattern matches only the MinIO client.
  versionPattern: /^(?:mc|minio-client) version (\S+)/,
  refusal: /guess the type of copy/,
  operations: [
    { name: 'ls', works: READING, command: `mc ls "${FOLDER}/seed/"` },
    {
      name: 'put, 100 MB',
      works: PUTTING,
      command: `mc put big.bin "${FOLDER}/up.bin"`,
      writes: { 'up.bin': 'big.bin' },
    },
    {
      name: 'get, 9 MB',
      works: READING,
      command: `mc get "${FOLDER}/seed/mid.bin" down.bin && cmp mid.bin down.bin`,
    },
    {
      name: 'cp from S3 to S3, 9 MB',
      works: READING_AND_WRITING,
      command: `mc cp "${FOLDER}/seed/mid.bin" "${FOLDER}/copy.bin"`,
      writes: { 'copy.bin': 'mid.bin' },
    },
    {
      name: 'mirror up',
      works: READING_AND_WRITING,
      command: `mc mirror tree "${FOLDER}/mirror"`,
      writes: { 'mirror/a.txt': 'small.txt', "mirror/it's & more.txt": 'small.txt' },
      whenRefused: 'exits with 0',
    },
    {
      name: 'mirror down',
      works: READING,
      command: `mc mirror "${FOLDER}/seed/old" mirrored && cmp small.txt mirrored/one.txt`,
    },
    {
      name: 'mv',
      works: READING_AND_WRITING,
      command: `mc mv "${FOLDER}/seed/to-move.txt" "${FOLDER}/moved.txt"`,
      writes: { 'moved.txt': 'small.txt' },
      deletes: ['seed/to-move.txt'],
    },
    {
      name: 'rm',
      works: READING_AND_WRITING,
      command: `mc rm "${FOLDER}/seed/to-delete.txt"`,
      deletes: ['seed/to-delete.txt'],
    },
    {
      name: 'rm --recursive',
      works: READING_AND_WRITING,
      command: `mc rm --recursive --force "${FOLDER}/seed/old/"`,
      deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
    },
  ],
};
