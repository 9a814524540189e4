/** The bucket of the sample grants. */
export const BUCKET = 'amzn-s3-demo-bucket';

/** The profile that holds issued credentials. */
export const PROFILE = 'issued';

export interface Client {
  readonly name: string;
  /** A command that succeeds if the client is installed. */
  readonly probe: readonly string[];
  readonly checks: readonly Check[];
}

export interface Check {
  readonly what: string;
  readonly command: readonly string[];
  /** Text that the output must contain. */
  readonly shows: string;
  /** Whether the command must fail. */
  readonly fails?: boolean;
}

const BOTO3 = `
import boto3, sys
s3 = boto3.Session(profile_name="${PROFILE}").client("s3")
if sys.argv[1] == "list":
    page = s3.get_paginator("list_objects_v2").paginate(Bucket=sys.argv[2], Prefix=sys.argv[3], PaginationConfig={"PageSize": 50})
    print(sum(len(p.get("Contents", [])) for p in page), "keys")
elif sys.argv[1] == "get":
    print(s3.get_object(Bucket=sys.argv[2], Key=sys.argv[3])["Body"].read().decode())
else:
    s3.put_object(Bucket=sys.argv[2], Key=sys.argv[3], Body=b"x")
`;

const boto3 = (...args: string[]) => ['python3', '-c', BOTO3, ...args];
const aws = (...args: string[]) => ['aws', ...args, '--profile', PROFILE];

/** The operations that each client tries with a session that has only READ on `team-a/`. */
export function clients(apiUrl: string, curlConfig: string): readonly Client[] {
  const curl = (route: string, ...args: string[]) => [
    'curl',
    '-K',
    curlConfig,
    `${apiUrl}${route}`,
    ...args,
  ];
  const token = (target: string) =>
    curl('/federation-tokens', '-d', JSON.stringify({ Target: target, Permission: 'READ' }));
  return [
    {
      name: 'AWS CLI',
      probe: ['aws', '--version'],
      checks: [
        {
          what: 'is the federated user',
          command: aws('sts', 'get-caller-identity'),
          shows: ':federated-user/',
        },
        {
          what: 'lists the folder',
          command: aws('s3', 'ls', `s3://${BUCKET}/team-a/`),
          shows: 'report-120.csv',
        },
        {
          what: 'reads from it',
          command: aws('s3', 'cp', `s3://${BUCKET}/team-a/report-007.csv`, '-'),
          shows: 'report,7',
        },
        ...[`s3://${BUCKET}`, `s3://${BUCKET}/team-ab/`, `s3://${BUCKET}/team-`].map((url) => ({
          what: `may not list ${url}`,
          command: aws('s3', 'ls', url),
          shows: 'AccessDenied',
          fails: true,
        })),
        {
          what: 'may not delete',
          command: aws(
            's3api',
            'delete-object',
            '--bucket',
            BUCKET,
            '--key',
            'team-a/report-001.csv',
          ),
          shows: 'AccessDenied',
          fails: true,
        },
        {
          what: 'may not list buckets',
          command: aws('s3', 'ls'),
          shows: 'AccessDenied',
          fails: true,
        },
      ],
    },
    {
      name: 'boto3',
      probe: ['python3', '-c', 'import boto3'],
      checks: [
        {
          what: 'lists the folder page by page',
          command: boto3('list', BUCKET, 'team-a/'),
          shows: '120 keys',
        },
        {
          what: 'reads from it',
          command: boto3('get', BUCKET, 'team-a/report-007.csv'),
          shows: 'report,7',
        },
        {
          what: 'may not list the sibling',
          command: boto3('list', BUCKET, 'team-ab/'),
          shows: 'AccessDenied',
          fails: true,
        },
        {
          what: 'may not list the bucket',
          command: boto3('list', BUCKET, ''),
          shows: 'AccessDenied',
          fails: true,
        },
        {
          what: 'may not read elsewhere',
          command: boto3('get', BUCKET, 'readme.txt'),
          shows: 'AccessDenied',
          fails: true,
        },
        {
          what: 'may not write',
          command: boto3('put', BUCKET, 'team-a/x'),
          shows: 'AccessDenied',
          fails: true,
        },
      ],
    },
    {
      name: 'curl',
      probe: ['curl', '--aws-sigv4', 'aws:amz', '--version'],
      checks: [
        { what: 'sees its grants', command: curl('/grants'), shows: '"GrantId":"team-a-readers"' },
        {
          what: 'gets credentials',
          command: token(`s3://${BUCKET}/team-a/*`),
          shows: '"SessionToken":"',
        },
        {
          what: 'learns why it is refused',
          command: token(`s3://${BUCKET}/team-ab/*`),
          shows: 'None of your grants covers READ',
        },
        {
          what: 'lists through the API',
          command: curl(`/buckets/${BUCKET}/keys?max-keys=2&prefix=team-a%2F`),
          shows: '"KeyCount":2',
        },
      ],
    },
  ];
}
