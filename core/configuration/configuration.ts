import { readKmsKey } from '../aws/kms-key.ts';
import { PERMISSIONS } from '../aws/target.ts';
import { checkAccess } from '../grants/access.ts';
import { readScope } from '../grants/scope.ts';
import {
  boolean,
  entries,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  type Parser,
  parse,
  withDefault,
} from '../parser.ts';
import type { CeilingEntry } from '../policies/ceiling.ts';
import { type Authentication, readAuthentication } from './authentication.ts';
import { REVOCATIONS_MAX, type Revocation, readRevocation } from './revocation.ts';

export interface Throttle {
  /** Requests a second. */
  readonly rateLimit: number;
  /** Requests. */
  readonly burstLimit: number;
}

/** One deployment. */
export interface Configuration {
  readonly stackName: string;
  readonly authentication: readonly Authentication[];
  readonly rotationDays: number;
  readonly throttle: Throttle;
  /** Left out, it is made of the grants. */
  readonly ceiling?: readonly CeilingEntry[];
  readonly revocations: readonly Revocation[];
  /** Path of the grants file. */
  readonly grants: string;
  readonly logRetentionDays: number;
  /** Whether the logs outlive the stack. */
  readonly keepLogs: boolean;
  /** ARN of the key that the secret and the logs are encrypted with; left out, AWS's own. */
  readonly kmsKey?: string;
  /** Of the broker function; left out, it shares the account's concurrency. */
  readonly reservedConcurrency?: number;
  /** ARN of the SNS topic that alarms notify; left out, they only show. */
  readonly alarmTopic?: string;
}

/** Secrets Manager would take 1,000; a key older than a year is one that nobody rotates. */
const ROTATION_MAX_DAYS = 365;

/**
 * Requests a second, and requests: what API Gateway gives an account.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const RATE_LIMIT_MAX = 10_000;
const BURST_LIMIT_MAX = 5000;

/** Every entry takes more than 30 of the 6,144 characters that the ceiling's policy may have. */
const CEILING_ENTRIES_MAX = 200;

/** What an account has by default. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const RESERVED_CONCURRENCY_MAX = 1000;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const readEntryFields = object<CeilingEntry>({
  scope: readScope,
  permission: oneOf(PERMISSIONS),
  bucketAccount: optional(matching(/^\d{12}$/, 'an account id of 12 digits')),
  kmsKey: optional(readKmsKey),
});

const readCeilingEntry: Parser<CeilingEntry> = (value, place) => {
  const entry = readEntryFields(value, place);
  if (entry !== undefined) {
    checkAccess(entry, place);
  }
  return entry;
};

const readThrottle = object<Throttle>({
  rateLimit: withDefault(integer(1, RATE_LIMIT_MAX, 'requests a second'), 50),
  burstLimit: withDefault(integer(1, BURST_LIMIT_MAX, 'requests'), 100),
});

const readFile = object<{ $schema?: string } & Configuration>({
  $schema: optional(matching(/^/, 'a text')),
  // Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
  stackName: withDefault(
    matching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, '1 to 128 letters, digits or -, a letter first'),
    'FederationBroker',
  ),
  authentication: withDefault(readAuthentication, [{ type: 'iam' }]),
  rotationDays: withDefault(integer(1, ROTATION_MAX_DAYS, 'days'), 30),
  throttle: withDefault(readThrottle, { rateLimit: 50, burstLimit: 100 }),
  ceiling: optional(entries(readCeilingEntry, 1, CEILING_ENTRIES_MAX)),
  revocations: withDefault(list(readRevocation, 0, REVOCATIONS_MAX), []),
  grants: withDefault(
    matching(/^[^\p{Cc}]{1,1024}$/u, 'a path of 1 to 1024 characters'),
    'grants.json',
  ),
  logRetentionDays: withDefault(oneOf(LOG_RETENTION_DAYS), 365),
  keepLogs: withDefault(boolean, false),
  kmsKey: optional(readKmsKey),
  reservedConcurrency: optional(
    integer(1, RESERVED_CONCURRENCY_MAX, 'invocations at the same time'),
  ),
  alarmTopic: optional(
    matching(
      /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
      'the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME',
    ),
  ),
});

/** Reads the file of one deployment. Throws InvalidInput with all problems. */
export function parseConfiguration(value: unknown): Configuration {
  const { $schema: _, ...configuration } = parse(readFile, value, 'the configuration');
  return configuration;
}
