import { AwsError } from './aws-error.ts';
import type { Clock } from './clock.ts';
import type { AccessKeyPropagation } from './iam/credentials.ts';

/** Faults of AWS that a test can inject. By default, none is injected. */
export interface Faults {
  /**
   * Seconds by `clock`. Signature verification learns of a change of an IAM user's access key (new, deleted, activated,
   * deactivated) only after this time. IAM's own API shows the change at once. On AWS it takes seconds:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
   */
  readonly accessKeyPropagationSeconds?: number;
  /** 0 to 1: the share of the endpoint's requests that is throttled. A throttled request has no effect. */
  readonly throttlingRate?: number;
  /**
   * 0 to 1: the share of the endpoint's requests that fails with an error of the service. A failed request has no
   * effect.
   */
  readonly failureRate?: number;
  /**
   * The services with faults, by signing name: `sts`, `iam`, `s3`, `secretsmanager`, `logs`. By default, all of them.
   */
  readonly services?: readonly string[];
  /**
   * Called with the logical id of each resource that CloudFormation has created or updated. If it returns true, the
   * change fails although it took effect, as if the resource had not stabilized in time. By default, no change fails.
   */
  readonly failsToStabilize?: (logicalId: string) => boolean;
  /** Called once a request, returns a number from 0 to below 1. By default `Math.random`. */
  readonly random?: () => number;
}

interface ServiceFaults {
  readonly throttled: () => AwsError;
  readonly failed: () => AwsError;
}

const QUERY_FAULTS: ServiceFaults = {
  // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  throttled: () => new AwsError('Throttling', 'Rate exceeded'),
  failed: internalFailure,
};

const SERVICE_FAULTS: ReadonlyMap<string, ServiceFaults> = new Map([
  ['iam', QUERY_FAULTS],
  ['sts', QUERY_FAULTS],
  [
    's3',
    {
      // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
      throttled: () => new AwsError('SlowDown', 'Please reduce your request rate.', 503),
      failed: () =>
        new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500),
    },
  ],
  [
    'secretsmanager',
    {
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
      throttled: throttlingException,
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
      failed: () =>
        new AwsError('InternalServiceError', 'An error occurred on the server side.', 500),
    },
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
  ['logs', { throttled: throttlingException, failed: internalFailure }],
]);

/** Decides which requests of the endpoint fail. */
export class RequestFaults {
  readonly #throttlingRate: number;
  readonly #failureRate: number;
  readonly #services: readonly string[];
  readonly #random: () => number;

  /** Throws RangeError for a rate outside 0 to 1 and for an unknown service. */
  constructor(faults: Faults) {
    this.#throttlingRate = checkRate('throttlingRate', faults.throttlingRate);
    this.#failureRate = checkRate('failureRate', faults.failureRate);
    checkRate('throttlingRate and failureRate together', this.#throttlingRate + this.#failureRate);
    this.#services = faults.services ?? [...SERVICE_FAULTS.keys()];
    for (const service of this.#services) {
      faultsOf(service);
    }
    this.#random = faults.random ?? Math.random;
  }

  /** Throws the service's own error if this request is to be throttled or to fail. */
  throwIfChosen(service: string): void {
    if (!this.#services.includes(service)) {
      return;
    }
    const draw = this.#random();
    if (draw < this.#throttlingRate) {
      throw faultsOf(service).throttled();
    }
    if (draw < this.#throttlingRate + this.#failureRate) {
      throw faultsOf(service).failed();
    }
  }
}

/** Returns undefined if changes take effect at once. Throws RangeError. */
export function accessKeyPropagation(
  { accessKeyPropagationSeconds: seconds }: Faults,
  clock: Clock,
): AccessKeyPropagation | undefined {
  if (seconds === undefined) {
    return undefined;
  }
  if (!(seconds >= 0)) {
    throw new RangeError(`accessKeyPropagationSeconds must be 0 or more: ${seconds}`);
  }
  return { clock, seconds };
}

function checkRate(name: string, rate = 0): number {
  if (!(rate >= 0 && rate <= 1)) {
    throw new RangeError(`${name} must be from 0 to 1: ${rate}`);
  }
  return rate;
}

function faultsOf(service: string): ServiceFaults {
  const faults = SERVICE_FAULTS.get(service);
  if (faults === undefined) {
    throw new RangeError(
      `The local AWS cannot inject faults into "${service}", only into ${[...SERVICE_FAULTS.keys()].join(', ')}.`,
    );
  }
  return faults;
}

function throttlingException(): AwsError {
  return new AwsError('ThrottlingException', 'Rate exceeded');
}

function internalFailure(): AwsError {
  return new AwsError(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    500,
  );
}
