import { parseGrants } from '../../../core/grants/grant.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { SessionCache } from '../../../core/use-cases/session-cache.ts';
import { auditLog } from '../../../lambda/adapters/audit-log.ts';
import { BrokerAccessKey } from '../../../lambda/adapters/broker-access-key.ts';
import type { BrokerDependencies, BrokerEvent } from '../../../lambda/adapters/broker-api.ts';
import { StsFederationTokens } from '../../../lambda/adapters/federation-tokens.ts';
import { S3ObjectKeys } from '../../../lambda/adapters/object-keys.ts';
import { FederationEndpoint } from '../../../lambda/adapters/sign-in-links.ts';
import { CANARIES } from '../secrets/canaries.ts';
import type { AwsAnswer, Call } from './aws-server.ts';

const CALLER = 'arn:aws:sts::111122223333:assumed-role/TeamA/alice';
const TARGET = 's3://amzn-s3-demo-bucket/team-a/*';

const GRANTS = {
  grants: [
    {
      id: 'team-a',
      grantee: { iam: 'role/TeamA' },
      scope: TARGET,
      permission: 'READWRITE',
      console: true,
    },
  ],
};

/** For each AWS call of the broker function: a request to the broker that causes the call. */
export const BROKER_REQUESTS = {
  GetSecretValue: event('POST /federation-tokens'),
  GetFederationToken: event('POST /federation-tokens'),
  ListObjectsV2: event('GET /buckets/{bucket}/keys', 'prefix=team-a%2F'),
  getSigninToken: event('GET /console', `target=${encodeURIComponent(TARGET)}&permission=LIST`),
} as const satisfies Partial<Record<Call, BrokerEvent>>;

export type BrokerCall = keyof typeof BROKER_REQUESTS;

/** The time limit of each call, for all attempts together. Source: docs/architecture.md, "Time limits". */
export const LIMIT_MILLISECONDS: Readonly<Record<BrokerCall, number>> = {
  GetSecretValue: 3_000,
  GetFederationToken: 4_000,
  ListObjectsV2: 5_000,
  getSigninToken: 5_000,
};

function event(routeKey: string, rawQueryString = ''): BrokerEvent {
  return {
    routeKey,
    rawQueryString,
    headers: { 'content-type': 'application/json' },
    pathParameters: { bucket: 'amzn-s3-demo-bucket' },
    requestContext: {
      requestId: 'request-1',
      apiId: 'iam-api',
      authorizer: { iam: { userArn: CALLER } },
    },
    body: JSON.stringify({ Target: TARGET, Permission: 'READ' }),
    isBase64Encoded: false,
  };
}

/** Returns the same dependencies as in `lambda/broker.ts`, as for a new Lambda instance. */
export function freshBroker(endpoint: string): BrokerDependencies {
  const clock = () => new Date();
  return {
    accountId: '111122223333',
    partition: 'aws',
    region: 'us-east-1',
    apis: {
      iam: 'iam-api',
      jwt: [
        {
          apiId: 'jwt-api',
          issuer: 'https://id.example.com',
          audience: ['broker'],
          nameClaim: 'sub',
        },
      ],
    },
    grants: indexGrants(parseGrants(GRANTS)),
    tokens: new StsFederationTokens(new BrokerAccessKey('arn:secret', clock)),
    objectKeys: new S3ObjectKeys(),
    signInLinks: new FederationEndpoint(endpoint),
    sessions: new SessionCache(),
    audit: auditLog,
    clock,
  };
}

/** Returns AWS's correct answer to a call. */
export function answerBroker(_request: unknown, call: Call): AwsAnswer {
  const [contentType, body] = BROKER_ANSWERS[call as BrokerCall];
  return { status: 200, headers: { 'content-type': contentType }, body };
}

const xmlText = (text: string) => text.replaceAll('"', '&quot;');

const BROKER_ANSWERS: Readonly<Record<BrokerCall, readonly [contentType: string, body: string]>> = {
  GetSecretValue: [
    'application/x-amz-json-1.1',
    JSON.stringify({
      ARN: 'arn:secret',
      SecretString: JSON.stringify({
        accessKeyId: 'AKIABROKER',
        secretAccessKey: CANARIES.brokerSecretKey,
      }),
    }),
  ],
  GetFederationToken: [
    'text/xml',
    `<GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetFederationTokenResult>
<Credentials><AccessKeyId>ASIAISSUED</AccessKeyId><SecretAccessKey>${xmlText(CANARIES.issuedSecretKey)}</SecretAccessKey>
<SessionToken>${xmlText(CANARIES.sessionToken)}</SessionToken><Expiration>2026-11-21T21:00:00Z</Expiration></Credentials>
<FederatedUser><FederatedUserId>111122223333:alice</FederatedUserId>
<Arn>arn:aws:sts::111122223333:federated-user/alice</Arn></FederatedUser>
<PackedPolicySize>3</PackedPolicySize></GetFederationTokenResult></GetFederationTokenResponse>`,
  ],
  ListObjectsV2: [
    'application/xml',
    `<ListBucketResult><Name>amzn-s3-demo-bucket</Name><Prefix>team-a/</Prefix><KeyCount>1</KeyCount>
<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType><Contents><Key>team-a/x</Key>
<ETag>"e"</ETag><Size>3</Size><LastModified>2026-11-21T20:00:00.000Z</LastModified></Contents></ListBucketResult>`,
  ],
  getSigninToken: ['application/json', JSON.stringify({ SigninToken: CANARIES.signinToken })],
};
