import { randomBytes, randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { TemporaryCredential } from '../iam/credentials.ts';
import { environmentVariables } from './environment-variables.ts';
import { ExecutionEnvironment, type Launch } from './execution-environment.ts';
import { FunctionFolder } from './function-folder.ts';
import { FunctionLog, type LogDelivery } from './function-log.ts';
import { FUNCTION_VERSION, type FunctionSettings, functionArnOf } from './function-settings.ts';
import type { Invocation } from './invoker.ts';
import { MAX_PAYLOAD_BYTES } from './runtime-api.ts';
import { newTraceHeader } from './trace-header.ts';

/** Far below AWS's 1,000 per account, also for reservations, because each environment is a process of this machine. */
const MAX_ENVIRONMENTS = 10;

/**
 * An environment whose credentials expire within this time takes no further invocation, because 15 minutes is the
 * longest timeout.
 */
const CREDENTIAL_MARGIN_MS = 15 * 60 * 1_000;

/** What a function needs from its stack. */
export interface FunctionHost {
  readonly account: Account;
  readonly clock: Clock;
  readonly endpointUrl: () => string;
  readonly issuerUrls: () => Readonly<Record<string, string>>;
  /** Returns new session credentials of the role. Throws AwsError if its trust policy refuses Lambda. */
  readonly assumeRole: (roleArn: string, sessionName: string) => TemporaryCredential;
  readonly deliverLogs: LogDelivery;
  /** Receives messages for people, without secrets. */
  readonly onWarning: (message: string) => void;
}

interface Environment {
  readonly process: ExecutionEnvironment;
  readonly log: FunctionLog;
  readonly expiration: Date;
  /** Milliseconds. Undefined after the first invocation has reported it. */
  initDuration?: Promise<number>;
}

/** One function: its code, and the processes that run the code. */
export class LocalFunction {
  readonly arn: string;
  readonly settings: FunctionSettings;
  readonly #host: FunctionHost;
  readonly #folder: FunctionFolder;
  readonly #environments = new Set<Environment>();
  readonly #idle: Environment[] = [];
  #draining = false;
  #warned = false;

  private constructor(settings: FunctionSettings, host: FunctionHost, folder: FunctionFolder) {
    this.arn = functionArnOf(host.account, settings.functionName);
    this.settings = settings;
    this.#host = host;
    this.#folder = folder;
  }

  static async create(settings: FunctionSettings, host: FunctionHost): Promise<LocalFunction> {
    return new LocalFunction(settings, host, await FunctionFolder.create(settings));
  }

  /** Throws AwsError TooManyRequestsException if all environments are busy. */
  async invoke(payload: unknown): Promise<Invocation> {
    const text = JSON.stringify(payload);
    if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
      throw new AwsError(
        'RequestTooLargeException',
        `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation`,
        413,
      );
    }
    const environment = this.#acquire();
    try {
      return await this.#run(environment, text);
    } finally {
      environment.log.flush();
      await this.#release(environment);
    }
  }

  /** Whether a process still exists. */
  get busy(): boolean {
    return this.#environments.size > 0;
  }

  /** Returns the process whose current invocation has this trace id. */
  processOf(traceId: string): ExecutionEnvironment | undefined {
    return [...this.#environments].find(({ process }) => process.traceId === traceId)?.process;
  }

  /** Ends every process and removes the copy of the code. */
  async delete(): Promise<void> {
    const environments = [...this.#environments];
    this.#environments.clear();
    this.#idle.length = 0;
    await Promise.all(environments.map(({ process }) => process.stop()));
    this.#folder.remove();
  }

  /**
   * Allows no more invocations. Each process ends with its current invocation, and the last one removes the copy of the
   * code.
   */
  async drain(): Promise<void> {
    this.#draining = true;
    await Promise.all(this.#idle.splice(0).map((environment) => this.#retire(environment)));
    this.#removeDrained();
  }

  async #run(environment: Environment, payload: string): Promise<Invocation> {
    const { process, log } = environment;
    const requestId = randomUUID();
    const initialized = await process.initialize();
    const initDuration = await environment.initDuration;
    environment.initDuration = undefined;
    log.started(requestId);
    const begun = performance.now();
    const invocation = initialized.functionError
      ? initialized
      : await process.invoke({
          requestId,
          functionArn: this.arn,
          traceHeader: newTraceHeader(this.#host.clock.now()),
          payload,
        });
    if (!process.alive) {
      log.line(JSON.stringify(invocation.payload));
    }
    log.ended(requestId, performance.now() - begun, initDuration);
    return invocation;
  }

  #acquire(): Environment {
    const soon = this.#host.clock.now().getTime() + CREDENTIAL_MARGIN_MS;
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.process.alive && idle.expiration.getTime() > soon) {
        return idle;
      }
      void this.#retire(idle);
    }
    const { reservedConcurrency = MAX_ENVIRONMENTS } = this.settings;
    if (this.#environments.size >= Math.min(reservedConcurrency, MAX_ENVIRONMENTS)) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    const environment = this.#start();
    this.#environments.add(environment);
    return environment;
  }

  async #release(environment: Environment): Promise<void> {
    const kept = environment.process.alive && this.#environments.has(environment);
    if (kept && !this.#draining) {
      this.#idle.push(environment);
      return;
    }
    await this.#retire(environment);
    this.#removeDrained();
  }

  #removeDrained(): void {
    if (this.#draining && !this.busy) {
      this.#folder.remove();
    }
  }

  async #retire(environment: Environment): Promise<void> {
    this.#environments.delete(environment);
    await environment.process.stop();
  }

  #start(): Environment {
    const { settings, clock } = { settings: this.settings, clock: this.#host.clock };
    const credentials = this.#host.assumeRole(settings.roleArn, settings.functionName);
    const logStream = newLogStream(clock.now());
    const log = new FunctionLog({
      logging: settings.logging,
      logStream,
      memorySizeMb: settings.memorySizeMb,
      principal: credentials.principal,
      clock,
      deliver: this.#host.deliverLogs,
      onRefusal: (error) => this.#warnOfRefusal(error),
    });
    const begun = performance.now();
    const process = new ExecutionEnvironment(this.#launch(credentials, log, logStream));
    const initDuration = process.initialize().then(() => performance.now() - begun);
    return { process, log, expiration: credentials.expiration, initDuration };
  }

  #launch(credentials: TemporaryCredential, log: FunctionLog, logStream: string): Launch {
    const { settings } = this;
    const { taskRoot, home } = this.#folder;
    return {
      taskRoot,
      timeoutSeconds: settings.timeoutSeconds,
      variables: environmentVariables({
        settings,
        credentials,
        account: this.#host.account,
        logStream,
        endpointUrl: this.#host.endpointUrl(),
        issuerUrls: this.#host.issuerUrls(),
        taskRoot,
        home,
      }),
      client: {
        handler: settings.handler,
        functionName: settings.functionName,
        functionVersion: FUNCTION_VERSION,
        memorySizeMb: String(settings.memorySizeMb),
        logGroup: settings.logging.logGroup,
        logStream,
        logFormat: settings.logging.format,
        logLevel: settings.logging.applicationLevel,
      },
      onLine: (line) => log.line(line),
    };
  }

  #warnOfRefusal(error: AwsError): void {
    if (!this.#warned) {
      this.#warned = true;
      this.#host.onWarning(`${this.settings.functionName} cannot write its log: ${error.message}`);
    }
  }
}

/** `2026/11/21/[$LATEST]` and 32 hexadecimal digits. */
function newLogStream(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${FUNCTION_VERSION}]${randomBytes(16).toString('hex')}`;
}
