import { awsProfile } from './aws-profile.ts';
import { FILE, NAME, type Recipe } from './setup.ts';

export const boto3: Recipe = (setup) => {
  const { bucket, prefix, s3Url, isLocal, canList, canWrite } = setup;
  // Versions before 1.28 do not read the address in the profile.
  const endpoint = isLocal ? `, endpoint_url=${python(s3Url)}` : '';
  return [
    awsProfile(setup),
    {
      place: 'Write in Python',
      lines: [
        'import boto3',
        `s3 = boto3.Session(profile_name=${python(NAME)}).client("s3"${endpoint})`,
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

/** A string literal of Python has the escapes of JSON. */
export function python(text: string): string {
  return JSON.stringify(text);
}
