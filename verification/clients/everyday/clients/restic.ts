import { type EverydayClient, READING, READING_AND_WRITING } from '../everyday-client.ts';

const restic = (words: string) =>
  `restic --repo "s3:$ENDPOINT/$BUCKET/$FOLDER/repository" --no-cache ${words}`;

export const RESTIC: EverydayClient = {
  name: 'restic',
  config: 'restic',
  program: 'restic',
  versionArguments: ['version'],
  versionPattern: /^restic ([\d.]+)/,
  oldest: {
    version: '0.19',
    reason: 'it asks for the bucket, which needs a list without a prefix',
  },
  printedWorks: READING,
  prepareReading: `${restic('init')} && ${restic('backup tree')} && restic init --repo "s3:$ENDPOINT/$BUCKET/$FOLDER/restic"`,
  operations: [
    {
      name: 'init and backup, 100 MB',
      works: READING_AND_WRITING,
      command: `${restic('init')}\n${restic('backup tree big.bin')}`,
    },
    { name: 'snapshots --no-lock', works: READING, command: restic('snapshots --no-lock') },
    {
      name: 'restore --no-lock',
      works: READING,
      command: `${restic('restore latest --no-lock --target restored')} && cmp small.txt restored/tree/a.txt`,
    },
    {
      name: 'forget --prune',
      works: READING_AND_WRITING,
      command: restic('forget --keep-last 1 --prune'),
    },
  ],
};
