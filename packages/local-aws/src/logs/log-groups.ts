import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import { invalidParameter } from '../json-protocol.ts';
import { LogGroup } from './log-group.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const GROUP_NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
const STREAM_NAME = /^[^:*]{1,512}$/;

/** The account's log groups in one Region. */
export class LogGroups {
  readonly #clock: Clock;
  readonly #groups = new Map<string, LogGroup>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get names(): readonly string[] {
    return [...this.#groups.keys()];
  }

  /** @throws AwsError InvalidParameterException, ResourceAlreadyExistsException */
  create(name: string, retentionDays: number | undefined): void {
    if (!GROUP_NAME.test(name)) {
      throw invalidParameter(
        'A log group name must have 1 to 512 of the characters A-Za-z0-9._-/#',
      );
    }
    if (this.#groups.has(name)) {
      throw alreadyExists('log group');
    }
    this.#groups.set(name, new LogGroup(name, retentionDays, this.#clock));
  }

  /** @throws AwsError ResourceNotFoundException */
  delete(name: string): void {
    this.get(name);
    this.#groups.delete(name);
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (group === undefined) {
      throw notFound('log group');
    }
    return group;
  }

  /** @throws AwsError ResourceNotFoundException for the group or the stream */
  getWithStream(name: string, streamName: string): LogGroup {
    const group = this.get(name);
    if (!group.hasStream(streamName)) {
      throw notFound('log stream');
    }
    return group;
  }

  /** @throws AwsError InvalidParameterException, ResourceNotFoundException, ResourceAlreadyExistsException */
  createStream(name: string, streamName: string): void {
    const group = this.get(name);
    if (!STREAM_NAME.test(streamName)) {
      throw invalidParameter('A log stream name must have 1 to 512 characters other than : and *');
    }
    if (group.hasStream(streamName)) {
      throw alreadyExists('log stream');
    }
    group.addStream(streamName);
  }
}

export function notFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The specified ${what} does not exist.`);
}

function alreadyExists(what: string): AwsError {
  return new AwsError('ResourceAlreadyExistsException', `The specified ${what} already exists`);
}
