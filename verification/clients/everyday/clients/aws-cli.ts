import {
  DELETING,
  type EverydayClient,
  PUTTING,
  READING,
  READING_AND_WRITING,
} from '../everyday-client.ts';

export const AWS_CLI_1 = awsCli('AWS CLI v1', /^aws-cli\/(1\.[\d.]+)/);

export const AWS_CLI_2 = awsCli('AWS CLI v2', /^aws-cli\/(2\.[\d.]+)/);

function awsCli(name: string, versionPattern: RegExp): EverydayClient {
  const s3 = (words: string) => `aws s3 ${words} --profile brokered --endpoint-url "$ENDPOINT"`;
  const folder = 's3://$BUCKET/$FOLDER';
  return {
    name,
    config: 'aws',
    program: 'aws',
    versionArguments: ['--version'],
    versionPattern,
    operations: [
      { name: 'ls', works: READING, command: s3(`ls "${folder}/seed/"`) },
      {
        name: 'cp up',
        works: PUTTING,
        command: s3(`cp small.txt "${folder}/up.txt"`),
        writes: { 'up.txt': 'small.txt' },
      },
      {
        name: 'cp up, 100 MB',
        works: PUTTING,
        command: s3(`cp big.bin "${folder}/up.bin"`),
        writes: { 'up.bin': 'big.bin' },
      },
      {
        name: 'cp down, 9 MB',
        works: READING,
        command: `${s3(`cp "${folder}/seed/mid.bin" down.bin`)} && cmp mid.bin down.bin`,
      },
      {
        name: 'sync up',
        works: READING_AND_WRITING,
        command: s3(`sync tree "${folder}/sync/"`),
        writes: { 'sync/a.txt': 'small.txt', "sync/it's & more.txt": 'small.txt' },
      },
      {
        name: 'sync down',
        works: READING,
        command: `${s3(`sync "${folder}/seed/old/" synced`)} && cmp small.txt synced/one.txt`,
      },
      {
        name: 'cp from S3 to S3, 9 MB',
        works: READING_AND_WRITING,
        command: s3(`cp "${folder}/seed/mid.bin" "${folder}/copy.bin"`),
        writes: { 'copy.bin': 'mid.bin' },
      },
      {
        name: 'mv',
        works: READING_AND_WRITING,
        command: s3(`mv "${folder}/seed/to-move.txt" "${folder}/moved.txt"`),
        writes: { 'moved.txt': 'small.txt' },
        deletes: ['seed/to-move.txt'],
      },
      {
        name: 'rm',
        works: DELETING,
        command: s3(`rm "${folder}/seed/to-delete.txt"`),
        deletes: ['seed/to-delete.txt'],
      },
      {
        name: 'presign',
        works: READING,
        command: `curl -sSf "$(${s3(`presign "${folder}/seed/small.txt"`)})" | cmp - small.txt`,
      },
      {
        name: 'rm --recursive',
        works: READING_AND_WRITING,
        command: s3(`rm --recursive "${folder}/seed/old/"`),
        deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
      },
    ],
  };
}
