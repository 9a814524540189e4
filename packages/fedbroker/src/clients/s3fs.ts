import { shellWord } from '../shell-word.ts';
import { sessionVariables } from './session-variables.ts';
import type { Recipe } from './setup.ts';

export const s3fs: Recipe = (setup) => {
  const { bucket, prefix, region, s3Url, canWrite, isLocal } = setup;
  // s3fs expects a folder without a trailing slash.
  const folder = shellWord(prefix === '' ? bucket : `${bucket}:/${prefix.slice(0, -1)}`);
  const options = [
    `url=${s3Url}`,
    `endpoint=${region}`,
    ...(isLocal ? ['use_path_request_style'] : []),
    // Lets s3fs show folders for which S3 has no object.
    'compat_dir',
    ...(canWrite ? [] : ['ro']),
  ];
  return [
    sessionVariables(setup),
    { place: 'Try it', lines: [`s3fs ${folder} MOUNTPOINT -o ${options.join(',')}`] },
  ];
};
