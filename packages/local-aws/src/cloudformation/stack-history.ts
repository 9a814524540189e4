import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ResourceStatus, StackStatus } from './stack-status.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html */
export interface StackEvent {
  readonly eventId: string;
  readonly timestamp: Date;
  /** The logical id of the resource. For events of the stack itself, the name of the stack. */
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  readonly status: ResourceStatus | StackStatus;
  readonly reason: string | undefined;
}

type ResourceEvent = Omit<StackEvent, 'eventId' | 'timestamp' | 'reason'> & {
  readonly reason?: string;
};

const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** The status of a stack, and the events of the stack and its resources. */
export class StackHistory {
  readonly createdAt: Date;
  readonly #clock: Clock;
  readonly #stack: { readonly stackName: string; readonly stackId: string };
  readonly #events: StackEvent[] = [];
  readonly #latest = new Map<string, StackEvent>();
  #status: StackStatus = 'REVIEW_IN_PROGRESS';
  #reason: string | undefined;
  #updatedAt: Date | undefined;
  #deletedAt: Date | undefined;

  constructor(stack: { readonly stackName: string; readonly stackId: string }, clock: Clock) {
    this.#stack = stack;
    this.#clock = clock;
    this.createdAt = clock.now();
  }

  get status(): StackStatus {
    return this.#status;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  /** The time when the last update began. */
  get updatedAt(): Date | undefined {
    return this.#updatedAt;
  }

  get deletedAt(): Date | undefined {
    return this.#deletedAt;
  }

  /** All events, the oldest first. */
  get events(): readonly StackEvent[] {
    return this.#events;
  }

  /** The latest event of a resource. */
  latest(logicalId: string): StackEvent | undefined {
    return this.#latest.get(logicalId);
  }

  enter(status: StackStatus, reason?: string): void {
    const { stackName, stackId } = this.#stack;
    this.#status = status;
    this.#reason = reason;
    this.record({ logicalId: stackName, physicalId: stackId, type: STACK_TYPE, status, reason });
    if (status === 'UPDATE_IN_PROGRESS') {
      this.#updatedAt = this.#clock.now();
    }
    if (status === 'DELETE_IN_PROGRESS') {
      this.#deletedAt = this.#clock.now();
    }
  }

  record({ reason, ...event }: ResourceEvent): void {
    // The CDK CLI sorts events by their timestamps, so each timestamp is unique.
    const earliest = (this.#events.at(-1)?.timestamp.getTime() ?? 0) + 1;
    const timestamp = new Date(Math.max(this.#clock.now().getTime(), earliest));
    const recorded = { ...event, reason, eventId: randomUUID(), timestamp };
    this.#events.push(recorded);
    if (event.type !== STACK_TYPE) {
      this.#latest.set(event.logicalId, recorded);
    }
  }
}
