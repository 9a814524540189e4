import { awsProfile } from './aws-profile.ts';
import { endpointArgument, python } from './python.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

export const boto3: Recipe = (setup) => {
  const { bucket, prefix, canList, canWrite } = setup;
  return [
    awsProfile(setup),
    {
      place: 'Write in Python',
      lines: [
        'import boto3',
        `s3 = boto3.Session(profile_name=${python(NAME)}).client("s3"${endpointArgument(setup)})`,
        ...(canList
          ? [`print(s3.list_objects_v2(Bucket=${python(bucket)}, Prefix=${python(prefix)}))`]
          : []),
        ...(canWrite
          ? [`s3.upload_file(${[FILE, bucket, prefix + FILE].map(python).join(', ')})`]
          : []),
      ],
    },
  ];
};
