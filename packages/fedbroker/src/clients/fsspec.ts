import { awsProfile } from './aws-profile.ts';
import { endpointArgument, python } from './python.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

/** The Python library fsspec. pandas and Dask, for example, use fsspec to read `s3://` URLs. */
export const fsspec: Recipe = (setup) => {
  const { bucket, prefix, canList, canWrite } = setup;
  return [
    awsProfile(setup),
    {
      place: 'Write in Python',
      lines: [
        'import s3fs',
        `s3 = s3fs.S3FileSystem(profile=${python(NAME)}${endpointArgument(setup)})`,
        ...(canList ? [`print(s3.ls(${python(`${bucket}/${prefix}`)}))`] : []),
        ...(canWrite
          ? [`s3.put_file(${[FILE, `${bucket}/${prefix}${FILE}`].map(python).join(', ')})`]
          : []),
      ],
    },
  ];
};
