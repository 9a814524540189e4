import { kmsKeyParser } from '../aws/kms-key.ts';
import { tagsParser } from '../aws/tag.ts';
import { permissionParser } from '../aws/target.ts';
import { entries, file, list, object, record } from '../compound-parser.ts';
import { accessRule, checkAccess, createOnlyParser } from '../grants/access.ts';
import { scopeParser } from '../grants/scope.ts';
import { docs } from '../json-schema.ts';
import {
  boolean,
  checked,
  described,
  integer,
  matching,
  oneOf,
  optional,
  type Parsed,
  type Parser,
  parse,
  titled,
  withDefault,
} from '../parser.ts';
import type { CeilingEntry } from '../policies/ceiling.ts';
import { JWT_ROUTES, ROUTES, type Route } from '../routes.ts';
import { authenticationParser } from './authentication.ts';
import { REVOCATIONS_MAX, revocationParser } from './revocation.ts';

/** One deployment. */
export type Configuration = Parsed<typeof configurationParser>;

export type Throttle = Parsed<typeof throttleParser>;

/**
 * Characters. CloudFormation accepts 128 for a stack, and IAM 128 for the caller policy, which is called STACKNAME-Caller.
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const BROKER_NAME_MAX = 128 - '-Caller'.length;

/** Secrets Manager allows 1,000 days, but no access key should be older than a year. */
const ROTATION_MAX_DAYS = 365;

/**
 * Requests a second, and requests. These are API Gateway's limits for an account.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const RATE_LIMIT_MAX = 10_000;
const BURST_LIMIT_MAX = 5000;

/** Each entry needs more than 30 of the 6,144 characters of the ceiling's policy. */
const CEILING_ENTRIES_MAX = 200;

/** The default limit of an account. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const RESERVED_CONCURRENCY_MAX = 1000;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const ceilingEntryParser: Parser<CeilingEntry> = titled(
  'Ceiling entry',
  checked(
    object({
      scope: scopeParser,
      permission: permissionParser,
      bucketAccount: described(
        optional(matching(/^\d{12}$/, 'an account id of 12 digits')),
        docs("The account that owns the bucket, if it is not the stack's account.", {
          examples: ['111122223333'],
        }),
      ),
      kmsKey: optional(kmsKeyParser),
      createOnly: createOnlyParser,
    }),
    checkAccess,
    accessRule,
  ),
);

const throttleParser = object({
  rateLimit: described(
    withDefault(integer(1, RATE_LIMIT_MAX, 'requests a second'), 50),
    docs('Requests a second.'),
  ),
  burstLimit: described(
    withDefault(integer(1, BURST_LIMIT_MAX, 'requests'), 100),
    docs('Requests that may come at once.'),
  ),
});

const routeThrottleParser: Parser<Throttle> = object({
  rateLimit: described(integer(1, RATE_LIMIT_MAX, 'requests a second'), docs('Requests a second.')),
  burstLimit: described(
    integer(1, BURST_LIMIT_MAX, 'requests'),
    docs('Requests that may come at once.'),
  ),
});

const fieldsParser = file({
  stackName: described(
    withDefault(
      matching(
        new RegExp(`^[A-Za-z][A-Za-z0-9-]{0,${BROKER_NAME_MAX - 1}}$`),
        `1 to ${BROKER_NAME_MAX} letters, digits or -, a letter first`,
      ),
      'FederationBroker',
    ),
    docs('The name of the CloudFormation stack.'),
  ),
  authentication: described(
    withDefault(authenticationParser, [{ type: 'iam' }]),
    docs('How callers prove who they are. Each entry gets its own API.'),
  ),
  rotationDays: described(
    withDefault(integer(1, ROTATION_MAX_DAYS, 'days'), 30),
    docs('Days between rotations of the broker access key.'),
  ),
  throttle: described(
    withDefault(throttleParser, { rateLimit: 50, burstLimit: 100 }),
    docs('The requests that each API accepts from all callers together.'),
  ),
  routeThrottles: described(
    optional(record(oneOf(JWT_ROUTES), routeThrottleParser, 1, JWT_ROUTES.length)),
    docs(
      'Limits of single routes of each API, in place of those of "throttle". Routes are written as in API Gateway.',
      { examples: [{ 'POST /federation-tokens': { rateLimit: 20, burstLimit: 40 } }] },
    ),
  ),
  ceiling: described(
    optional(entries(ceilingEntryParser, 1, CEILING_ENTRIES_MAX)),
    docs(
      "The most that the broker can give: the broker user's policy and permissions boundary. Without this field, it is " +
        'exactly what the grants need.',
    ),
  ),
  allowCustomerProvidedKeys: described(
    withDefault(boolean, false),
    docs(
      "Whether sessions may write objects with encryption keys of their own (SSE-C). By default the broker user's policy " +
        'denies it, because ransomware overwrites objects that way.',
    ),
  ),
  grants: described(
    withDefault(matching(/^[^\p{Cc}]{1,1024}$/u, 'a path of 1 to 1024 characters'), 'grants.json'),
    docs("The path of the grants file, relative to this file's folder."),
  ),
  revocations: described(
    withDefault(list(revocationParser, 0, REVOCATIONS_MAX), []),
    docs('Federated users whose sessions end before they expire. npm run revoke adds entries.'),
  ),
  logRetentionDays: described(
    withDefault(oneOf(LOG_RETENTION_DAYS), 365),
    docs('Days that CloudWatch Logs keeps the logs.'),
  ),
  keepLogs: described(
    withDefault(boolean, false),
    docs(
      'Whether the logs remain when the stack is deleted. The logs of a first deployment that fails never remain.',
    ),
  ),
  kmsKey: described(
    optional(kmsKeyParser),
    docs(
      "The ARN of a KMS key in the stack's region that encrypts the secret of the broker access key and the logs. Its key " +
        'policy must let CloudWatch Logs use it. Without this field, AWS uses its own keys.',
    ),
  ),
  architecture: described(
    withDefault(oneOf(['arm64', 'x86_64']), 'arm64'),
    docs('The processor architecture of the functions. Use x86_64 in a Region without arm64.'),
  ),
  reservedConcurrency: described(
    optional(integer(1, RESERVED_CONCURRENCY_MAX, 'invocations at the same time')),
    docs(
      "Simultaneous invocations reserved for the broker function. Without this field, it shares the account's concurrency.",
    ),
  ),
  alarmTopic: described(
    optional(
      matching(
        /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
        'the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME',
      ),
    ),
    docs(
      'The ARN of the Amazon SNS topic that alarms notify. Without this field, alarms notify nobody.',
      {
        examples: ['arn:aws:sns:eu-west-1:111122223333:broker-alarms'],
      },
    ),
  ),
  rolesBoundary: described(
    optional(
      // Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
      matching(
        /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/(?:[\w+=,.@/-]{1,510}\/)?[\w+=,.@-]{1,128}$/,
        'the ARN of a managed policy, arn:aws:iam::ACCOUNT:policy/NAME',
      ),
    ),
    docs(
      'The ARN of the managed policy that is the permissions boundary of every role of the stack. The boundary of the ' +
        'broker user is always the ceiling.',
      { examples: ['arn:aws:iam::111122223333:policy/org-boundary'] },
    ),
  ),
  tags: described(
    withDefault(tagsParser, []),
    docs(
      'Tags of every resource of the stack that can have tags, except the broker user, whose tags would reach every session. ' +
        'Keys that differ only in case are the same key.',
      { examples: [{ 'cost-center': '1234' }] },
    ),
  ),
});

export const configurationParser = checked(
  fieldsParser,
  ({ authentication, routeThrottles = [] }, context) => {
    const routes: readonly Route[] = authentication.some(({ type }) => type === 'jwt')
      ? JWT_ROUTES
      : ROUTES;
    for (const [route] of routeThrottles.filter(([each]) => !routes.includes(each))) {
      context
        .field('routeThrottles')
        .field(route)
        .addProblem(
          'only the API for tokens has this route; add a "jwt" entry to "authentication"',
        );
    }
  },
);

/** Reads the file of one deployment. Throws InvalidInput with all problems. */
export function parseConfiguration(value: unknown): Configuration {
  return parse(configurationParser, value, 'the configuration');
}
