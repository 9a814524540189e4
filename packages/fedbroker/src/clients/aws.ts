import { shellWord } from '../shell-word.ts';
import { awsProfile } from './aws-profile.ts';
import { FILE, folderUrl, NAME, type Recipe } from './setup.ts';

export const aws: Recipe = (setup) => {
  // AWS CLI versions before 1.29 and 2.13 ignore `endpoint_url` in a profile.
  const options = `--profile ${NAME}${setup.isLocal ? ` --endpoint-url ${setup.s3Url}` : ''}`;
  const folder = shellWord(folderUrl(setup));
  return [
    awsProfile(setup),
    {
      place: 'Try it',
      lines: [
        ...(setup.canList ? [`aws s3 ls ${folder} ${options}`] : []),
        ...(setup.canWrite ? [`aws s3 cp ${FILE} ${folder} ${options}`] : []),
      ],
    },
  ];
};
