import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { Principal } from '../iam/principal.ts';
import { type JsonAction, renderJsonError, runJsonAction } from '../json-protocol.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import type { InputLogEvent } from './input-log-event.ts';
import { type ResultRow, runQuery } from './insights/run-query.ts';
import { logActions } from './log-actions.ts';
import type { LogEvent } from './log-group.ts';
import { LogGroups, notFound } from './log-groups.ts';
import { LogsAccess } from './logs-access.ts';
import { MetricFilter, type MetricFilterSettings } from './metric-filter.ts';

const TARGET_PREFIX = 'Logs_20140328';

export interface LogsServiceProperties {
  readonly account: Account;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
}

/**
 * Amazon CloudWatch Logs in memory. Requests come through `handle`. `deliver` writes as Lambda does, with the role of a
 * function. The other methods need no permission.
 */
export class LogsService implements Service {
  readonly signingName = 'logs';
  readonly renderError = renderJsonError;
  readonly #clock: Clock;
  readonly #groups: LogGroups;
  readonly #access: LogsAccess;
  readonly #actions: ReadonlyMap<string, JsonAction>;

  constructor({ account, clock, authorizer }: LogsServiceProperties) {
    this.#clock = clock;
    this.#groups = new LogGroups(clock);
    this.#access = new LogsAccess(account, authorizer);
    this.#actions = logActions({ clock, groups: this.#groups, access: this.#access });
  }

  /** The names of all log groups, in the order of creation. */
  get names(): readonly string[] {
    return this.#groups.names;
  }

  /**
   * @param retentionDays by default, events do not expire
   * @throws AwsError InvalidParameterException, ResourceAlreadyExistsException
   */
  createLogGroup(name: string, retentionDays?: number): void {
    this.#groups.create(name, retentionDays);
  }

  /**
   * @param retentionDays if undefined, events do not expire
   * @throws AwsError ResourceNotFoundException
   */
  setRetention(name: string, retentionDays: number | undefined): void {
    this.#groups.get(name).retentionDays = retentionDays;
  }

  /** @throws AwsError ResourceNotFoundException */
  deleteLogGroup(name: string): void {
    this.#groups.delete(name);
  }

  /**
   * Creates the filter, or replaces the group's filter of this name.
   *
   * @throws AwsError InvalidParameterException, ResourceNotFoundException for the group
   */
  putMetricFilter(groupName: string, filterName: string, settings: MetricFilterSettings): void {
    this.#groups.get(groupName).metricFilters.set(filterName, new MetricFilter(settings));
  }

  /** @throws AwsError ResourceNotFoundException for the group or the filter */
  deleteMetricFilter(groupName: string, filterName: string): void {
    if (!this.#groups.get(groupName).metricFilters.delete(filterName)) {
      throw notFound('metric filter');
    }
  }

  /**
   * Writes as `principal`, who needs logs:CreateLogStream for a new stream and logs:PutLogEvents.
   * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
   *
   * @throws AwsError AccessDenied, ResourceNotFoundException
   */
  deliver(
    principal: Principal,
    groupName: string,
    streamName: string,
    events: readonly InputLogEvent[],
  ): void {
    const group = this.#groups.get(groupName);
    if (!group.hasStream(streamName)) {
      this.#access.authorize({ principal }, 'CreateLogStream', groupName, streamName);
      this.#groups.createStream(groupName, streamName);
    }
    this.#access.authorize({ principal }, 'PutLogEvents', groupName, streamName);
    group.append(streamName, events);
  }

  /**
   * Writes the log lines of an AWS service, such as the access log of API Gateway.
   *
   * @throws AwsError ResourceNotFoundException
   */
  putVendedEvents(groupName: string, streamName: string, messages: readonly string[]): void {
    const group = this.#groups.get(groupName);
    if (!group.hasStream(streamName)) {
      this.#groups.createStream(groupName, streamName);
    }
    const timestamp = this.#clock.now().getTime();
    group.append(
      streamName,
      messages.map((message) => ({ timestamp, message })),
    );
  }

  /**
   * Returns all events of a group, oldest first.
   *
   * @throws AwsError ResourceNotFoundException
   */
  events(groupName: string): readonly LogEvent[] {
    return this.#groups.get(groupName).events();
  }

  /**
   * Runs a CloudWatch Logs Insights query over all events of a group.
   *
   * @throws AwsError MalformedQueryException, ResourceNotFoundException
   */
  query(groupName: string, query: string): readonly ResultRow[] {
    return runQuery(query, this.events(groupName), this.#clock.now());
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return runJsonAction(request, TARGET_PREFIX, this.#actions);
  }
}
