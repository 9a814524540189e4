import { shellWord } from '../shell-word.ts';
import { sessionVariables } from './session-variables.ts';
import { FILE, folderUrl, NAME, type Recipe } from './setup.ts';

export const s3cmd: Recipe = (setup) => {
  const { region, isLocal, canList, canWrite } = setup;
  const { protocol, host } = new URL(setup.s3Url);
  const config = `~/.s3cfg-${NAME}`;
  const folder = shellWord(folderUrl(setup));
  return [
    {
      place: `Add to ${config}`,
      lines: [
        '[default]',
        `bucket_location = ${region}`,
        `host_base = ${host}`,
        `host_bucket = ${isLocal ? host : `%(bucket)s.${host}`}`,
        ...(protocol === 'http:' ? ['use_https = False'] : []),
      ],
    },
    sessionVariables(setup),
    {
      place: 'Try it',
      lines: [
        ...(canList ? [`s3cmd -c ${config} ls ${folder}`] : []),
        ...(canWrite ? [`s3cmd -c ${config} put ${FILE} ${folder}`] : []),
      ],
    },
  ];
};
