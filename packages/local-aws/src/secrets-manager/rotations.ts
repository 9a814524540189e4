import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { FunctionInvoker, Invocation } from '../lambda/invoker.ts';
import type { RotationConfiguration, Secret } from './secret.ts';
import { AWSCURRENT } from './staging-label.ts';

/**
 * The steps that the rotation function is invoked with, in this order.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type RotationStep = (typeof ROTATION_STEPS)[number];

/** AWS retries a failed rotation "multiple times" and documents no number. This number includes the first attempt. */
const MAX_ATTEMPTS = 5;

const SERVICE_PRINCIPAL = 'secretsmanager.amazonaws.com';

/** The result of a rotation, or of a test of its function. The reason never contains output of the function. */
export type RotationOutcome =
  | { readonly succeeded: true; readonly versionId: string }
  | {
      readonly succeeded: false;
      readonly versionId: string;
      readonly step: RotationStep;
      readonly reason: string;
    };

interface Failure {
  readonly versionId: string;
  /** Failed attempts in a row since the rotation was started. */
  readonly attempts: number;
}

export interface RotationsProperties {
  readonly account: Account;
  readonly clock: Clock;
  readonly functions: FunctionInvoker;
}

/** Runs rotations in the background, one at a time for each secret. */
export class Rotations {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #functions: FunctionInvoker;
  readonly #running = new Map<Secret, string>();
  readonly #outcomes = new WeakMap<Secret, Promise<RotationOutcome>>();
  readonly #failures = new WeakMap<Secret, Failure>();

  constructor({ account, clock, functions }: RotationsProperties) {
    this.#account = account;
    this.#clock = clock;
    this.#functions = functions;
  }

  /**
   * Starts a rotation and returns at once. Does nothing if the version has already been rotated.
   *
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   *
   * @throws AwsError InvalidRequestException if no function is configured. Also if the rotation of another version is
   * unfinished, which is then tried again
   */
  start(secret: Secret, versionId: string): void {
    this.#failures.delete(secret);
    this.#start(secret, versionId, ROTATION_STEPS);
  }

  /** Without immediate rotation, AWS invokes only testSecret, on a version that it removes afterwards. */
  startTest(secret: Secret, versionId: string): void {
    this.#failures.delete(secret);
    this.#start(secret, versionId, ['testSecret']);
  }

  /**
   * Rotates secrets that are due by the clock, retries failed rotations on their versions, and waits for the results.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
   */
  async runDue(secrets: readonly Secret[]): Promise<readonly RotationOutcome[]> {
    const now = this.#clock.now();
    const due = secrets.filter((secret) => this.#isDue(secret, now));
    for (const secret of due) {
      this.#startDue(secret);
    }
    const outcomes = await Promise.all(due.map((secret) => this.settled(secret)));
    return outcomes.filter((outcome) => outcome !== undefined);
  }

  /** Resolves to the result of the latest rotation, or to undefined if there was none. */
  async settled(secret: Secret): Promise<RotationOutcome | undefined> {
    return this.#outcomes.get(secret);
  }

  #isDue(secret: Secret, now: Date): boolean {
    const next = secret.nextRotationAt();
    const attempts = this.#failures.get(secret)?.attempts ?? 0;
    return next !== undefined && attempts < MAX_ATTEMPTS && (attempts > 0 || next <= now);
  }

  /** A rotation that failed after it moved AWSCURRENT is finished, instead of starting another rotation. */
  #startDue(secret: Secret): void {
    const failed = this.#failures.get(secret)?.versionId;
    if (failed !== undefined && failed === secret.versions.byLabel(AWSCURRENT)?.id) {
      this.#run(secret, failed, enableRotation(secret), ROTATION_STEPS);
    } else {
      this.#start(secret, this.#unfinished(secret) ?? randomUUID(), ROTATION_STEPS);
    }
  }

  #start(secret: Secret, versionId: string, steps: readonly RotationStep[]): void {
    const configuration = enableRotation(secret);
    const unfinished = this.#unfinished(secret);
    if (unfinished !== undefined && unfinished !== versionId) {
      this.#run(secret, unfinished, configuration, ROTATION_STEPS);
      throw new AwsError(
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    }
    if (unfinished === undefined) {
      if (secret.versions.byId(versionId) !== undefined) {
        return;
      }
      secret.versions.startPending(versionId, this.#clock.now());
    }
    this.#run(secret, versionId, configuration, steps);
  }

  #unfinished(secret: Secret): string | undefined {
    return this.#running.get(secret) ?? secret.versions.unfinishedRotation()?.id;
  }

  #run(
    secret: Secret,
    versionId: string,
    configuration: RotationConfiguration,
    steps: readonly RotationStep[],
  ): void {
    if (this.#running.has(secret)) {
      return;
    }
    this.#running.set(secret, versionId);
    const outcome = this.#runSteps(secret, versionId, configuration, steps)
      .finally(() => this.#running.delete(secret))
      .then((ended) => this.#count(secret, ended, steps));
    this.#outcomes.set(secret, outcome);
  }

  /** A failed test of the function is not retried, because it rotates nothing. */
  #count(
    secret: Secret,
    outcome: RotationOutcome,
    steps: readonly RotationStep[],
  ): RotationOutcome {
    if (outcome.succeeded) {
      this.#failures.delete(secret);
    } else if (steps === ROTATION_STEPS) {
      const attempts = (this.#failures.get(secret)?.attempts ?? 0) + 1;
      this.#failures.set(secret, { versionId: outcome.versionId, attempts });
    }
    return outcome;
  }

  async #runSteps(
    secret: Secret,
    versionId: string,
    configuration: RotationConfiguration,
    steps: readonly RotationStep[],
  ): Promise<RotationOutcome> {
    for (const step of steps) {
      const reason =
        secret.rotation?.enabled === true
          ? await this.#runStep(secret, versionId, configuration, step)
          : 'The rotation was cancelled.';
      if (reason !== undefined) {
        return { succeeded: false, versionId, step, reason };
      }
    }
    if (!steps.includes('finishSecret')) {
      secret.versions.removePending(versionId);
      return { succeeded: true, versionId };
    }
    if (secret.versions.byLabel(AWSCURRENT)?.id !== versionId) {
      const reason = 'The function did not move AWSCURRENT to the new version.';
      return { succeeded: false, versionId, step: 'finishSecret', reason };
    }
    secret.lastRotatedAt = this.#clock.now();
    return { succeeded: true, versionId };
  }

  /** @returns why the step failed, or undefined */
  async #runStep(
    secret: Secret,
    versionId: string,
    configuration: RotationConfiguration,
    step: RotationStep,
  ): Promise<string | undefined> {
    try {
      const invocation = await this.#functions.invoke(
        configuration.functionArn,
        { Step: step, SecretId: secret.arn, ClientRequestToken: versionId },
        {
          service: SERVICE_PRINCIPAL,
          sourceAccount: this.#account.accountId,
          sourceArn: secret.arn,
        },
      );
      return invocation.functionError && describeFailure(invocation);
    } catch (error) {
      return error instanceof Error ? `${nameOf(error)}: ${error.message}` : String(error);
    }
  }
}

/**
 * Starting a rotation also enables a cancelled schedule.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
 */
function enableRotation(secret: Secret): RotationConfiguration {
  if (secret.rotation === undefined) {
    throw new AwsError(
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    );
  }
  secret.rotation = { ...secret.rotation, enabled: true };
  return secret.rotation;
}

/** Only the type of the error, because the function wrote the message and could quote a secret. */
function describeFailure({ payload }: Invocation): string {
  const hasType = typeof payload === 'object' && payload !== null && 'errorType' in payload;
  return `The function failed with ${hasType ? String(payload.errorType) : 'an error'}.`;
}

function nameOf(error: Error): string {
  return error instanceof AwsError ? error.code : error.name;
}
