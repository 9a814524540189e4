import type { PolicyDocument } from '../aws/policy-document.ts';
import { permissionParser } from '../aws/target.ts';
import { either, list, object, record, variants } from '../compound-parser.ts';
import { durationParser } from '../grants/grant.ts';
import { MISMATCHES, NEAR_MISSES_MAX } from '../grants/grant-matching.ts';
import { ACCESSES_MAX } from '../grants/session-match.ts';
import { docs } from '../json-schema.ts';
import {
  described,
  integer,
  map,
  matching,
  oneOf,
  optional,
  type Parsed,
  type Parser,
  string,
  titled,
} from '../parser.ts';
import { answeredEndParser, answeredRegionParser } from './grants-response.ts';
import { timestampParser } from './timestamp-parser.ts';

/** The shape of `aws sts get-federation-token`, and the policy and grant of the session. */
export type TokenResponse = Parsed<typeof tokenResponseParser>;

/** The answer to a dry run. */
export type TokenExplanation = Parsed<typeof tokenExplanationParser>;

/**
 * The shape that AWS SDKs expect from a container credentials endpoint.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export type ContainerCredentials = Parsed<typeof containerCredentialsParser>;

const COUNT_MAX = 1000;

const expirationParser = described(
  timestampParser,
  docs('When the credentials expire, in UTC.', { examples: ['2026-11-21T20:00:00Z'] }),
);

export const accessKeyIdParser = described(
  matching(/^ASIA[A-Z0-9]{12,124}$/, 'a temporary access key id'),
  docs('Identifies the session in CloudTrail.', { examples: ['ASIAIOSFODNN7EXAMPLE'] }),
);

const oneOrMore = either(string, list(string, 1, COUNT_MAX));

const conditionParser = map(
  record(string, map(record(string, oneOrMore, 1, COUNT_MAX), Object.fromEntries), 1, COUNT_MAX),
  (operators): Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> =>
    Object.fromEntries(operators),
);

const policyParser: Parser<PolicyDocument> = titled(
  'Session policy',
  described(
    object({
      Version: oneOf(['2012-10-17']),
      Statement: list(
        object({
          Effect: oneOf(['Allow', 'Deny']),
          Action: oneOrMore,
          Resource: oneOrMore,
          Condition: optional(conditionParser),
        }),
        1,
        COUNT_MAX,
      ),
    }),
    docs(
      'The IAM policy of the session. The session can do only what this policy and the ceiling allow.',
    ),
  ),
);

const requestedAccess = {
  Target: described(string, docs('The target of the request.')),
  Permission: permissionParser,
};

/** An access of the session, and the grant that covers it. */
export type GrantedAccessResponse = Parsed<typeof grantedAccessParser>;

const grantedAccessParser = titled(
  'Granted access',
  object({
    ...requestedAccess,
    GrantId: described(
      string,
      docs('The id of the grant that covers the access.', { examples: ['team-a-readers'] }),
    ),
    MatchedGrantTarget: described(
      string,
      docs("The grant's scope with the caller's claims filled in.", {
        examples: ['s3://amzn-s3-demo-bucket/team-a/*'],
      }),
    ),
    Region: answeredRegionParser,
    ValidUntil: answeredEndParser,
  }),
);

/** An access that no grant covers. */
export type UncoveredAccessResponse = Parsed<typeof uncoveredAccessParser>;

const uncoveredAccessParser = titled(
  'Uncovered access',
  object({
    ...requestedAccess,
    NearMisses: described(
      list(
        object({
          GrantId: string,
          Fails: described(
            list(oneOf(MISMATCHES), 1, MISMATCHES.length),
            docs(
              "Why the grant does not cover the access. claims: the caller's token lacks a claim that the grant needs.",
            ),
          ),
        }),
        0,
        NEAR_MISSES_MAX,
      ),
      docs('The grants of the caller with the fewest mismatches.'),
    ),
  }),
);

const grantedAccessesParser = described(
  list(grantedAccessParser, 1, ACCESSES_MAX),
  docs('The accesses in the order of the request. Each has a grant that covers it.'),
);

export const tokenResponseParser = titled(
  'Token response',
  object({
    Credentials: object({
      AccessKeyId: accessKeyIdParser,
      SecretAccessKey: string,
      SessionToken: string,
      Expiration: expirationParser,
    }),
    FederatedUser: object({
      FederatedUserId: described(
        string,
        docs('The account and the name of the federated user.', {
          examples: ['111122223333:alice=GBj6bl0QSFgnt7'],
        }),
      ),
      Arn: described(
        string,
        docs('The ARN of the federated user.', {
          examples: ['arn:aws:sts::111122223333:federated-user/alice=GBj6bl0QSFgnt7'],
        }),
      ),
    }),
    PackedPolicySize: described(
      optional(integer(0, 100, 'per cent')),
      docs("The size of the packed policy and tags in per cent of STS's limit."),
    ),
    Policy: policyParser,
    Accesses: grantedAccessesParser,
  }),
);

export const containerCredentialsParser = titled(
  'Container credentials',
  object({
    AccessKeyId: accessKeyIdParser,
    SecretAccessKey: string,
    Token: described(string, docs('The session token.')),
    Expiration: expirationParser,
  }),
);

const explained = {
  Policy: policyParser,
  PolicySize: described(
    integer(0, Number.MAX_SAFE_INTEGER, 'characters'),
    docs('Characters of the policy. STS accepts at most 2,048.'),
  ),
};

const allowedParser = titled(
  'Allowed dry run',
  object({
    Decision: oneOf(['ALLOWED']),
    Accesses: grantedAccessesParser,
    DurationSeconds: described(durationParser, docs('How long the session would last.')),
    ...explained,
    Tags: optional(list(object({ Key: string, Value: string }), 1, COUNT_MAX)),
  }),
);

const refusedParser = titled(
  'Refused dry run',
  described(
    object({
      Decision: oneOf(['REFUSED']),
      Accesses: described(
        list(either(grantedAccessParser, uncoveredAccessParser), 1, ACCESSES_MAX),
        docs('The accesses in the order of the request.'),
      ),
      Policy: optional(explained.Policy),
      PolicySize: optional(explained.PolicySize),
      Message: described(
        optional(string),
        docs('Why one session cannot have all these accesses, and what to do.'),
      ),
    }),
    docs(
      'No grant covers an access that has NearMisses. If all accesses have a grant, Message says why STS would refuse the session.',
    ),
  ),
);

type Explanation = Parsed<typeof allowedParser> | Parsed<typeof refusedParser>;

export const tokenExplanationParser: Parser<Explanation> = variants<Explanation>('Decision', {
  ALLOWED: allowedParser,
  REFUSED: refusedParser,
});
