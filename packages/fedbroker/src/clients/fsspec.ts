import { awsProfile } from './aws-profile.ts';
import { python } from './boto3.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

/** pandas, Dask and others read `s3://` addresses with this library. */
export const fsspec: Recipe = (setup) => {
  const { bucket, prefix, s3Url, isLocal, canList, canWrite } = setup;
  const endpoint = isLocal ? `, endpoint_url=${python(s3Url)}` : '';
  return [
    awsProfile(setup),
    {
      place: 'Write in Python',
      lines: [
        'import s3fs',
        `s3 = s3fs.S3FileSystem(profile=${python(NAME)}${endpoint})`,
        ...(canList ? [`print(s3.ls(${python(`${bucket}/${prefix}`)}))`] : []),
        ...(canWrite
          ? [`s3.put_file(${[FILE, `${bucket}/${prefix}${FILE}`].map(python).join(', ')})`]
          : []),
      ],
    },
  ];
};
