import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Principal } from '../iam/principal.ts';
import type { InputLogEvent } from '../logs/input-log-event.ts';
import { FUNCTION_VERSION, type FunctionLogging } from './function-settings.ts';

/** Writes events to CloudWatch Logs as `principal`. Throws AwsError if IAM refuses. */
export type LogDelivery = (
  principal: Principal,
  logGroup: string,
  logStream: string,
  events: readonly InputLogEvent[],
) => void;

export interface FunctionLogOptions {
  readonly logging: FunctionLogging;
  readonly logStream: string;
  readonly memorySizeMb: number;
  readonly principal: Principal;
  readonly clock: Clock;
  readonly deliver: LogDelivery;
  readonly onRefusal: (error: AwsError) => void;
}

/**
 * The log of one execution environment: the lines of the process, and Lambda's own. The REPORT line has no memory used,
 * which is not measured.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export class FunctionLog {
  readonly #options: FunctionLogOptions;
  #pending: InputLogEvent[] = [];

  constructor(options: FunctionLogOptions) {
    this.#options = options;
  }

  line(message: string): void {
    if (this.#pending.length === 0) {
      setImmediate(() => this.flush());
    }
    this.#pending.push({ timestamp: this.#options.clock.now().getTime(), message });
  }

  started(requestId: string): void {
    this.#platformLine(
      `START RequestId: ${requestId} Version: ${FUNCTION_VERSION}`,
      'platform.start',
      { requestId, version: FUNCTION_VERSION },
    );
  }

  /** Durations in milliseconds. */
  ended(requestId: string, duration: number, initDuration: number | undefined): void {
    const { memorySizeMb, logging } = this.#options;
    const billed = Math.ceil(duration + (initDuration ?? 0));
    if (logging.format === 'Text') {
      this.line(`END RequestId: ${requestId}`);
    }
    const init = initDuration === undefined ? '' : `\tInit Duration: ${initDuration.toFixed(2)} ms`;
    this.#platformLine(
      `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${memorySizeMb} MB${init}`,
      'platform.report',
      {
        requestId,
        metrics: {
          durationMs: duration,
          billedDurationMs: billed,
          memorySizeMB: memorySizeMb,
          initDurationMs: initDuration,
        },
      },
    );
  }

  /** Writes the pending lines to the log. A refused batch is dropped, as on AWS. */
  flush(): void {
    const events = this.#pending;
    this.#pending = [];
    if (events.length === 0) {
      return;
    }
    const { principal, logging, logStream, deliver, onRefusal } = this.#options;
    try {
      deliver(principal, logging.logGroup, logStream, events);
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      onRefusal(error);
    }
  }

  #platformLine(text: string, type: string, record: Readonly<Record<string, unknown>>): void {
    const { logging, clock } = this.#options;
    this.line(
      logging.format === 'Text'
        ? text
        : JSON.stringify({ time: clock.now().toISOString(), type, record }),
    );
  }
}
