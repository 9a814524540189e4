import { shellWord } from '../shell-word.ts';
import { sessionVariables } from './session-variables.ts';
import type { Recipe } from './setup.ts';

/** To create a repository or a backup, restic needs READWRITE. To restore a backup, restic needs READ. */
export const restic: Recipe = (setup) => {
  const { bucket, prefix, region, s3Url, canWrite } = setup;
  return [
    sessionVariables(
      setup,
      `export AWS_DEFAULT_REGION=${region}`,
      `export RESTIC_REPOSITORY=${shellWord(`s3:${s3Url}/${bucket}/${prefix}restic`)}`,
    ),
    {
      place: 'Try it',
      lines: canWrite ? ['restic init', 'restic backup FOLDER'] : ['restic snapshots --no-lock'],
    },
  ];
};
