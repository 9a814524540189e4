import { shellWord } from '../shell-word.ts';
import { awsProfile } from './aws-profile.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

export const rclone: Recipe = (setup) => {
  const { bucket, prefix, region, s3Url, isLocal, canList, canRead, canWrite } = setup;
  const folder = shellWord(`${NAME}:${bucket}/${prefix}`);
  return [
    awsProfile(setup),
    {
      place: 'Add to ~/.config/rclone/rclone.conf',
      lines: [
        `[${NAME}]`,
        'type = s3',
        `provider = ${isLocal ? 'Other' : 'AWS'}`,
        'env_auth = true',
        `profile = ${NAME}`,
        `region = ${region}`,
        ...(isLocal ? [`endpoint = ${s3Url}`, 'force_path_style = true'] : []),
        'no_check_bucket = true',
        // Without these settings, rclone reads each object before and after writing the object.
        ...(canRead ? [] : ['no_head = true', 'no_head_object = true']),
      ],
    },
    {
      place: 'Try it',
      lines: [
        ...(canList ? [`rclone lsf ${folder}`] : []),
        ...(canWrite
          ? [`rclone copy ${FILE} ${folder}${canRead ? '' : ' --no-check-dest --no-traverse'}`]
          : []),
      ],
    },
  ];
};
