import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Authentication } from './broker-authentication.ts';
import type { CeilingEntry } from './grant-props.ts';
import type { Grants } from './grants.ts';
import type { Revocations } from './revocations.ts';

/** Properties of a broker. Everything has a default. */
export interface FederationBrokerProps {
  /**
   * How callers prove who they are: at most one `Authentication.iam`, and up to six `Authentication.jwt` with different names and
   * issuers. Each entry gets its own API.
   *
   * @default [Authentication.iam()]
   */
  readonly authentication?: readonly Authentication[];

  /**
   * Who gets temporary credentials, for what and for how long. `addGrant` adds more.
   *
   * @default - only the grants that `addGrant` adds
   */
  readonly grants?: Grants;

  /**
   * The most that the broker can give: the broker user's policy and permissions boundary. 1 to 200 entries. Every grant
   * must be inside.
   *
   * @default - exactly what the grants need
   */
  readonly ceiling?: readonly CeilingEntry[];

  /**
   * Whether sessions may write objects with encryption keys of their own (SSE-C). If not, the broker user's policy denies
   * it, because ransomware overwrites objects that way. Reading such objects is not affected.
   *
   * @default false
   */
  readonly allowCustomerProvidedKeys?: boolean;

  /**
   * Federated users whose sessions end before they expire.
   *
   * @default - no session ends early
   */
  readonly revocations?: Revocations;

  /**
   * The time between rotations of the broker access key: whole days, 1 to 365.
   *
   * @default Duration.days(30)
   */
  readonly rotation?: Duration;

  /**
   * The requests that each API accepts from all callers together: `rateLimit` a second (1 to 10,000), and `burstLimit` at
   * once (1 to 5,000).
   *
   * @default { rateLimit: 50, burstLimit: 100 }
   */
  readonly throttle?: ThrottleSettings;

  /**
   * Limits of single routes of each API, in place of those of `throttle`. Routes are written as in API Gateway, such as
   * `POST /federation-tokens`.
   *
   * @default - `throttle` applies to all routes
   */
  readonly routeThrottles?: Readonly<Record<string, Required<ThrottleSettings>>>;

  /**
   * How long CloudWatch Logs keeps all logs, including the audit log. `RetentionDays.INFINITE` is not possible.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the logs when the stack is deleted: `RemovalPolicy.DESTROY` deletes them. `RETAIN_ON_UPDATE_OR_DELETE`
   * keeps them, except those of a first deployment that fails. `RETAIN` keeps those, too.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The KMS key that encrypts the secret of the broker access key and the logs, in the region of the stack. The key policy
   * of an imported key must let CloudWatch Logs use it.
   *
   * @default - keys that AWS manages
   */
  readonly encryptionKey?: IKey;

  /**
   * The processor architecture of the functions, arm64 or x86_64. Use x86_64 in a Region without arm64.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * Simultaneous invocations reserved for the broker function, 1 to 1,000.
   *
   * @default - the function shares the account's concurrency
   */
  readonly reservedConcurrency?: number;

  /**
   * The topic that all alarms notify. The topic's policy must let CloudWatch publish.
   *
   * @default - alarms notify nobody
   */
  readonly alarmTopic?: ITopic;

  /**
   * The permissions boundary of every role of the broker. The boundary of the broker user is always the ceiling.
   *
   * @default - the roles have no boundary
   */
  readonly rolesBoundary?: IManagedPolicy;

  /**
   * Tags of every resource of the broker that can have tags, except the broker user: its tags would be tags of every
   * session. Key → value, 1 to 50. Keys compare without case.
   *
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}
