import { shellWord } from '../shell-word.ts';
import { sessionVariables } from './session-variables.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

export const mc: Recipe = (setup) => {
  const { bucket, prefix, canList, canWrite } = setup;
  const { protocol, host } = new URL(setup.s3Url);
  const session = '$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY:$AWS_SESSION_TOKEN';
  const folder = shellWord(`${NAME}/${bucket}/${prefix}`);
  return [
    sessionVariables(setup, `export MC_HOST_${NAME}="${protocol}//${session}@${host}"`),
    {
      place: 'Try it',
      lines: [
        ...(canList ? [`mc ls ${folder}`] : []),
        ...(canWrite ? [`mc cp ${FILE} ${folder}`] : []),
      ],
    },
  ];
};
