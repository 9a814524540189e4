import { Annotations } from 'aws-cdk-lib';
import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type Grant as IamGrant,
  type IGrantable,
  type IManagedPolicy,
  ManagedPolicy,
} from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { UNNAMED_AUTHENTICATION } from '../core/callers/authentication-name.ts';
import { checkCaseCallers, checkGrantees } from '../core/configuration/caller-checks.ts';
import { checkGrantCases } from '../core/configuration/grant-cases.ts';
import { checkFindings, findingsOf } from '../core/configuration/grant-findings.ts';
import { endedGrantWarnings } from '../core/grants/valid-until.ts';
import { checkCeiling } from '../core/policies/ceiling-check.ts';
import { InvalidInput } from '../core/problems.ts';
import type { BrokerApi } from './broker-api.ts';
import type { Authentication } from './broker-authentication.ts';
import { BrokerGrants } from './broker-grants.ts';
import { addBrokerMetadata } from './broker-metadata.ts';
import type { BrokerMetrics } from './broker-metrics.ts';
import { type BrokerApis, makeParts } from './broker-parts.ts';
import { type BrokerSettings, readSettings } from './broker-settings.ts';
import type { FederationBrokerProps } from './federation-broker-props.ts';
import { guardFinishedTemplate } from './finished-template/guard.ts';
import { checkRegions, regionOfBuckets, requireAccountInCeiling } from './grant-buckets.ts';
import type { GrantProps } from './grant-props.ts';
import type { IamApi } from './iam-api.ts';
import { problemsOf, within } from './input-file.ts';
import { JwtApi } from './jwt-api.ts';
import { NameTokens } from './name-tokens.ts';
import { requireSameAccount, warnIfSecond } from './one-account.ts';
import { applyOrganizationRules } from './organization-rules.ts';
import { warnAboutRevocations } from './revocation-warnings.ts';

/**
 * Issues temporary Amazon S3 credentials to callers that a grant covers.
 *
 * Use one broker in each account, because all brokers of an account share the names of federated users. Keep its construct
 * path: under another path, CloudFormation replaces the broker user, its access key and the URLs.
 *
 * @example
 * const broker = new FederationBroker(this, 'Broker');
 * broker.addGrant('etl', {
 *   grantee: Grantee.role(role),
 *   scope: Scope.prefix(bucket, 'raw/'),
 *   permission: Permission.READ,
 * });
 * broker.grantInvoke(role);
 */
export class FederationBroker extends Construct {
  /**
   * The secret that holds the broker access key. Its policy denies everybody but the broker and its rotation to read it,
   * whatever `grantRead` adds.
   */
  readonly accessKeySecret: ISecret;

  /** The log of the broker function. It contains the audit events. */
  readonly auditLog: ILogGroup;

  /** The log of the rotation function. It shows how each rotation ended. */
  readonly rotationLog: ILogGroup;

  /** All alarms. Their descriptions say what to do first. */
  readonly alarms: readonly IAlarm[];

  readonly #settings: BrokerSettings;
  readonly #tokens = new NameTokens();
  readonly #grants: BrokerGrants;
  readonly #apis: BrokerApis;
  readonly #metrics: BrokerMetrics;
  readonly #callerPolicy: IManagedPolicy | undefined;

  /**
   * @throws InvalidInput if a prop is wrong. Its problems name the fields of the configuration file, such as `kmsKey` for
   *   `encryptionKey`. What depends on the grants that are added later, such as the size of the ceiling, fails the synthesis instead
   */
  constructor(scope: Construct, id: string, props: FederationBrokerProps = {}) {
    super(scope, id);
    const settings = this.#checked(() => readSettings(props, this.#tokens));
    this.#settings = settings;
    this.#grants = new BrokerGrants(props.grants, this.#tokens);
    const parts = this.#checked(() => makeParts(this, props, settings, this.#grants));
    this.#apis = parts.apis;
    this.#metrics = parts.metrics;
    this.alarms = parts.alarms;
    this.auditLog = parts.broker.handler.logGroup;
    this.rotationLog = parts.accessKey.rotation.logGroup;
    this.accessKeySecret = Secret.fromSecretCompleteArn(this, 'Secret', parts.accessKey.secretArn);
    this.#callerPolicy =
      parts.apis.iam &&
      ManagedPolicy.fromManagedPolicyArn(this, 'CallerPolicy', parts.apis.iam.callerPolicyArn);
    const { cases = [], parsedCases = [] } = props.grants ?? {};
    this.#warn();
    warnAboutRevocations(this, settings.revocations, () => this.#grants.parsed);
    warnIfSecond(this, (construct) => construct instanceof FederationBroker);
    this.node.addValidation({
      validate: () =>
        problemsOf([
          () => checkGrantees(this.#grants.parsed, settings.authentication),
          () => checkCaseCallers(cases, settings.authentication),
          // The file's own grants passed these cases. Grants that the app added can answer them differently.
          () => checkGrantCases(parsedCases, this.#grants.parsed),
          () => checkFindings(this.#grants.parsed, settings.authentication),
          () => checkCeiling(this.#grants.parsed, settings),
          () => checkRegions(this, this.#grants.parsed),
          () => parts.broker.checkEnvironment(),
        ]).map((problem) => this.#tokens.describe(problem)),
    });
    applyOrganizationRules(this, { rolesBoundary: props.rolesBoundary, tags: settings.tags });
    guardFinishedTemplate(this);
    const ceiling = settings.ceiling && this.#tokens.restore(settings.ceiling);
    addBrokerMetadata(this, parts, { ...settings, ceiling, cases }, props.encryptionKey);
  }

  /**
   * Adds a grant, after those of `FederationBrokerProps.grants`. It has the same rules as an entry of the grants file.
   *
   * @param id names the grant in answers and in the audit log: 1 to 64 letters, digits, `_` or `-`, not `refused`. Each grant
   *   of a broker needs its own id
   * @throws InvalidInput if the grant breaks a rule, if the app knows that the role or user is in another account, or if it knows
   *   that the bucket is in another account for which the ceiling has no entry
   */
  addGrant(id: string, props: GrantProps): void {
    const { account } = props.grantee;
    const scopes = [props.scope].flat();
    this.#checked(() => {
      if (account !== undefined) {
        requireSameAccount(this, account, `grant "${id}": grantee`);
      }
      const region = within(`grant "${id}"`, () => {
        requireAccountInCeiling(this, scopes, this.#settings.ceiling);
        return props.region ?? regionOfBuckets(this, scopes);
      });
      this.#grants.add(id, { ...props, region });
      this.#warn();
    });
  }

  /**
   * Lets a role, a user or a group of the broker's account call the API for signed requests. What the caller gets is up to the
   * grants.
   *
   * If a grant names a role of another stack, import the role for this call, with `Role.fromRoleName(this, 'Caller',
   * role.roleName)`. Otherwise each of the two stacks would depend on the other.
   *
   * @throws Error if the broker has no `Authentication.iam`, or if the grantee is known to be in another account
   */
  grantInvoke(grantee: IGrantable): IamGrant {
    const { principalAccount } = grantee.grantPrincipal;
    if (principalAccount !== undefined) {
      requireSameAccount(this, principalAccount, `${this.node.path}: grantInvoke`);
    }
    return this.#iamApi().grantInvoke(grantee);
  }

  /**
   * The managed policy that lets roles, users and groups call the API for signed requests, as `grantInvoke` does. To attach it to
   * a role of another stack that a grant names, import the role as for `grantInvoke`.
   *
   * @throws Error if the broker has no `Authentication.iam`
   */
  get callerPolicy(): IManagedPolicy {
    if (this.#callerPolicy === undefined) {
      throw this.#missing({ type: 'iam' });
    }
    return this.#callerPolicy;
  }

  /**
   * The name of `callerPolicy`, for permission sets of IAM Identity Center: `NAME-Caller`.
   *
   * @throws Error if the broker has no `Authentication.iam`
   */
  get callerPolicyName(): string {
    return this.#iamApi().callerPolicyName;
  }

  /**
   * The URL of the API for an authentication, without a `/` at the end. May be a token.
   *
   * @throws Error if the broker does not have this authentication
   */
  url(authentication: Authentication): string {
    return this.#api(authentication).url;
  }

  /**
   * The URL of the web page where people sign in, with a `/` at the end. May be a token. It is the redirect URI to register at
   * the issuer.
   *
   * @throws Error if the broker does not have this authentication, or if that has no portal
   */
  portalUrl(authentication: Authentication): string {
    const api = this.#api(authentication);
    if (!(api instanceof JwtApi && api.portal !== undefined)) {
      throw new Error(
        `${this.node.path}: ${textOf(authentication)} has no portal; set "portal" of an Authentication.jwt`,
      );
    }
    return `${api.url}/`;
  }

  /**
   * The access log of the API for an authentication. It has one line for each request, also for those that API Gateway
   * refuses.
   *
   * @throws Error if the broker does not have this authentication
   */
  accessLog(authentication: Authentication): ILogGroup {
    return this.#api(authentication).accessLog;
  }

  /**
   * The name that the DNS record of a custom domain must point to. A token.
   *
   * @throws Error if the broker does not have this authentication, or if that has no custom domain
   */
  dnsTarget(authentication: Authentication): string {
    const { dnsTarget } = this.#api(authentication);
    if (dnsTarget === undefined) {
      throw new Error(
        `${this.node.path}: ${textOf(authentication)} has no custom domain; set its "customDomain"`,
      );
    }
    return dnsTarget;
  }

  /** Tokens and sign-in links that the broker issued. The sum by default. */
  metricIssues(options: MetricOptions = {}): Metric {
    return this.#metrics.issues.with(options);
  }

  /** Listings of object keys that the broker answered. The sum by default. */
  metricListings(options: MetricOptions = {}): Metric {
    return this.#metrics.listings.with(options);
  }

  /** Requests that no grant covers, and callers that no grant can name. The sum by default. */
  metricDenials(options: MetricOptions = {}): Metric {
    return this.#metrics.denials.with(options);
  }

  /** Requests that were answered with 429. The sum by default. */
  metricThrottledRequests(options: MetricOptions = {}): Metric {
    return this.#metrics.throttledRequests.with(options);
  }

  /** Requests that failed because the broker has no access key that AWS accepts. The sum by default. */
  metricAccessKeyUnavailable(options: MetricOptions = {}): Metric {
    return this.#metrics.accessKeyUnavailable.with(options);
  }

  /** The age of the broker access key in days, measured each time the broker reads it. The maximum by default. */
  metricAccessKeyAge(options: MetricOptions = {}): Metric {
    return this.#metrics.accessKeyAge.with(options);
  }

  /** Puts the path of the construct before each problem, and shows names that are tokens by their constructs. */
  #checked<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof InvalidInput) {
        throw new InvalidInput(
          error.problems.map((problem) => `${this.node.path}: ${this.#tokens.describe(problem)}`),
        );
      }
      throw error;
    }
  }

  #iamApi(): IamApi {
    const { iam } = this.#apis;
    if (iam === undefined) {
      throw this.#missing({ type: 'iam' });
    }
    return iam;
  }

  #api(authentication: Authentication): BrokerApi {
    const { type, name } = authentication;
    const api =
      type === 'iam' ? this.#apis.iam : this.#apis.jwt.get(name ?? UNNAMED_AUTHENTICATION);
    if (api === undefined) {
      throw this.#missing(authentication);
    }
    return api;
  }

  #missing(authentication: AuthenticationId): Error {
    return new Error(
      `${this.node.path}: "authentication" has no ${textOf(authentication)}; add it to the props`,
    );
  }

  /** The CDK shows a warning once, however often it is added. */
  #warn(): void {
    const { parsed } = this.#grants;
    for (const warning of [
      ...findingsOf(parsed, this.#settings.authentication).warnings,
      ...endedGrantWarnings(parsed, new Date()),
    ]) {
      Annotations.of(this).addWarningV2('federation-broker:grants', this.#tokens.describe(warning));
    }
  }
}

type AuthenticationId = Pick<Authentication, 'type'> & Partial<Pick<Authentication, 'name'>>;

function textOf({ type, name }: AuthenticationId): string {
  return `Authentication.${type}${name === undefined ? '' : ` with the name "${name}"`}`;
}
