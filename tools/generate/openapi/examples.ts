import type { BrokerErrorCode } from '../../../core/broker-error.ts';
import type { ErrorResponse } from '../../../core/responses/error-response.ts';
import type { GrantsResponse } from '../../../core/responses/grants-response.ts';
import type { ListResponse } from '../../../core/responses/list-response.ts';
import type { SignInLinkResponse } from '../../../core/responses/sign-in-link-response.ts';
import type {
  ContainerCredentials,
  GrantedAccessResponse,
  TokenExplanation,
  TokenResponse,
} from '../../../core/responses/token-response.ts';
import type { Route } from '../../../core/routes.ts';

/** Example values by their name in the document. */
export type Examples = Readonly<Record<string, unknown>>;

const TARGET = 's3://amzn-s3-demo-bucket/team-a/*';
const ACCESS_KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SESSION_TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN';
const EXPIRATION = '2026-11-21T20:00:00Z';
const NAME = 'alice=GBj6bl0QSFgnt7';

const POLICY: TokenResponse['Policy'] = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:GetBucketLocation',
      Resource: 'arn:aws:s3:::amzn-s3-demo-bucket',
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::amzn-s3-demo-bucket',
      Condition: { StringLike: { 's3:prefix': 'team-a/*' } },
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'],
      Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/team-a/*',
    },
  ],
};

const GRANTED: GrantedAccessResponse = {
  Target: TARGET,
  Permission: 'READ',
  GrantId: 'team-a-readers',
  MatchedGrantTarget: TARGET,
  Region: 'us-east-1',
};

const ISSUED: TokenResponse = {
  Credentials: {
    AccessKeyId: ACCESS_KEY_ID,
    SecretAccessKey: SECRET_ACCESS_KEY,
    SessionToken: SESSION_TOKEN,
    Expiration: EXPIRATION,
  },
  FederatedUser: {
    FederatedUserId: `111122223333:${NAME}`,
    Arn: `arn:aws:sts::111122223333:federated-user/${NAME}`,
  },
  PackedPolicySize: 11,
  Policy: POLICY,
  Accesses: [GRANTED],
};

const ALLOWED: TokenExplanation = {
  Decision: 'ALLOWED',
  Accesses: [GRANTED],
  DurationSeconds: 3600,
  Policy: POLICY,
  PolicySize: JSON.stringify(POLICY).length,
};

const REFUSED: TokenExplanation = {
  Decision: 'REFUSED',
  Accesses: [
    {
      Target: TARGET,
      Permission: 'WRITE',
      NearMisses: [{ GrantId: 'team-a-readers', Fails: ['permission', 'duration'] }],
    },
  ],
};

const CONTAINER_CREDENTIALS: ContainerCredentials = {
  AccessKeyId: ACCESS_KEY_ID,
  SecretAccessKey: SECRET_ACCESS_KEY,
  Token: SESSION_TOKEN,
  Expiration: EXPIRATION,
};

const LINK: SignInLinkResponse = {
  SigninUrl:
    'https://signin.aws.amazon.com/federation?Action=login&Issuer=federation-broker' +
    '&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fbuckets%2Famzn-s3-demo-bucket%3Fprefix%3Dteam-a%252F' +
    '&SigninToken=EXAMPLETOKEN',
};

const PAGE: ListResponse = {
  Name: 'amzn-s3-demo-bucket',
  Prefix: 'team-a/',
  KeyCount: 2,
  MaxKeys: 2,
  IsTruncated: true,
  NextContinuationToken: '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=',
  Contents: [
    {
      Key: 'team-a/report.csv',
      ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
      Size: 1024,
      LastModified: '2026-11-20T08:30:00Z',
      StorageClass: 'STANDARD',
    },
  ],
  CommonPrefixes: [{ Prefix: 'team-a/2026/' }],
};

const ROLE_GRANTS: GrantsResponse = {
  Caller: {
    Arn: 'arn:aws:sts::111122223333:assumed-role/TeamA/alice',
    FederatedUserName: NAME,
  },
  CallerAccessGrantsList: [
    {
      GrantId: 'team-a-readers',
      GrantScope: TARGET,
      Permission: 'READ',
      Region: 'us-east-1',
      MaxDurationSeconds: 3600,
    },
  ],
};

const TOKEN_GRANTS: GrantsResponse = {
  Caller: {
    Issuer: 'https://id.example.com',
    Subject: 'alice',
    FederatedUserName: 'alice=L7DWHENTXqxrV1',
  },
  CallerAccessGrantsList: [
    {
      GrantId: 'homes',
      GrantScope: 's3://amzn-s3-demo-bucket/home/alice/*',
      Permission: 'READWRITE',
      Region: 'us-east-1',
      MaxDurationSeconds: 3600,
      Console: true,
    },
  ],
};

export const BODY_EXAMPLES: Examples = {
  accesses: {
    Accesses: [
      { Target: 's3://amzn-s3-demo-bucket/in/*', Permission: 'READ' },
      { Target: 's3://amzn-s3-demo-bucket/out/*', Permission: 'WRITE' },
    ],
  },
  issue: { Target: TARGET, Permission: 'READ', DurationSeconds: 3600 },
  policy: {
    Policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/team-a/*',
        },
      ],
    },
  },
  dryRun: { Target: TARGET, Permission: 'READ', DryRun: true },
};

export const RESPONSE_EXAMPLES: Readonly<Record<Route, Examples>> = {
  'POST /federation-tokens': { issued: ISSUED, allowedDryRun: ALLOWED, refusedDryRun: REFUSED },
  'GET /credentials': { issued: CONTAINER_CREDENTIALS },
  'GET /console': { link: LINK },
  'GET /buckets/{bucket}/keys': { page: PAGE },
  'GET /grants': { role: ROLE_GRANTS, token: TOKEN_GRANTS },
};

const MESSAGES: Readonly<Record<BrokerErrorCode, string>> = {
  InvalidRequest: 'Permission: must be one of LIST, READ, WRITE, READWRITE, was "ALL".',
  PolicyTooLarge:
    'The session policy for this target has 2100 characters; STS accepts at most 2048. Ask for a target with a shorter key or prefix.',
  AccessDenied:
    'None of your grants covers WRITE on s3://amzn-s3-demo-bucket/team-a/*. GET /grants lists them. A dry run says why they do not cover it.',
  BucketAccessDenied:
    'One of your grants covers the listing, but Amazon S3 refused it. Check the bucket policy, the account and the KMS key of amzn-s3-demo-bucket.',
  NoSuchBucket: 'The bucket amzn-s3-demo-bucket does not exist.',
  Throttled: 'AWS STS is throttling requests.',
  InternalError: 'The broker failed. Its log has the reason under the RequestId.',
  UpstreamFailure:
    'AWS STS could not serve the request. Try again; if it still fails, give an operator the RequestId.',
  BrokerAccessKeyUnavailable:
    'The broker has no access key yet. Its first rotation is still running, or has failed.',
  UpstreamTimeout: 'AWS STS did not answer in time.',
};

export function errorExample(code: BrokerErrorCode): ErrorResponse {
  return { Code: code, Message: MESSAGES[code], RequestId: 'JKJaXmPLvHcESHA=' };
}

/** API Gateway's own messages, by status. */
export const GATEWAY_MESSAGES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
