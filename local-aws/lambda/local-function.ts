import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { TemporaryCredential } from '../iam/credentials.ts';
import { environmentVariables } from './environment-variables.ts';
import { ExecutionEnvironment, type Launch } from './execution-environment.ts';
import { FunctionLog, type LogDelivery } from './function-log.ts';
import { FUNCTION_VERSION, type FunctionSettings } from './function-settings.ts';
import type { Invocation } from './invoker.ts';
import { MAX_PAYLOAD_BYTES } from './runtime-api.ts';

/** Far below AWS's 1,000 an account: each is a process of this machine. */
const MAX_ENVIRONMENTS = 10;

/** Folders within a function's own. */
const TASK = 'task';
const HOME = 'home';

/** An environment whose role credentials end within this time takes no further invocation: the longest lasts so. */
const CREDENTIAL_MARGIN_MS = 15 * 60 * 1_000;

/** What a function needs of the stack around it. */
export interface FunctionHost {
  readonly account: Account;
  readonly clock: Clock;
  readonly endpointUrl: () => string;
  /** New session credentials of the role; throws AwsError where its trust policy refuses Lambda. */
  readonly assumeRole: (roleArn: string, sessionName: string) => TemporaryCredential;
  readonly deliverLogs: LogDelivery;
  /** What a person should know; holds no secret. */
  readonly onWarning: (message: string) => void;
}

interface Environment {
  readonly process: ExecutionEnvironment;
  readonly log: FunctionLog;
  readonly expiration: Date;
  /** Milliseconds; until the first invocation has reported it. */
  initDuration?: Promise<number>;
}

/** One function: its code, copied out of every package scope, and the processes that run it. */
export class LocalFunction {
  readonly arn: string;
  readonly settings: FunctionSettings;
  readonly #host: FunctionHost;
  readonly #folder: string;
  readonly #environments = new Set<Environment>();
  readonly #idle: Environment[] = [];
  #warned = false;

  private constructor(settings: FunctionSettings, host: FunctionHost, folder: string) {
    const { partition, region, accountId } = host.account;
    this.arn = `arn:${partition}:lambda:${region}:${accountId}:function:${settings.functionName}`;
    this.settings = settings;
    this.#host = host;
    this.#folder = folder;
  }

  static async create(settings: FunctionSettings, host: FunctionHost): Promise<LocalFunction> {
    const folder = await mkdtemp(path.join(tmpdir(), `local-aws-${settings.functionName}-`));
    try {
      await cp(settings.codeFolder, path.join(folder, TASK), { recursive: true });
      await mkdir(path.join(folder, HOME));
      // Node.js looks no further up for a package whose `type` could change how the code loads.
      await writeFile(path.join(folder, 'package.json'), '{}');
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return new LocalFunction(settings, host, folder);
  }

  /** Throws AwsError TooManyRequestsException when all environments are busy. */
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

  /** Ends every process and removes the code's copy. */
  async delete(): Promise<void> {
    const environments = [...this.#environments];
    this.#environments.clear();
    this.#idle.length = 0;
    await Promise.all(environments.map(({ process }) => process.stop()));
    await rm(this.#folder, { recursive: true, force: true });
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
      : await process.invoke(requestId, this.arn, payload);
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
    if (this.#environments.size >= MAX_ENVIRONMENTS) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    const environment = this.#start();
    this.#environments.add(environment);
    return environment;
  }

  async #release(environment: Environment): Promise<void> {
    if (environment.process.alive && this.#environments.has(environment)) {
      this.#idle.push(environment);
    } else {
      await this.#retire(environment);
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
    const taskRoot = path.join(this.#folder, TASK);
    return {
      taskRoot,
      timeoutSeconds: settings.timeoutSeconds,
      variables: environmentVariables({
        settings,
        credentials,
        account: this.#host.account,
        logStream,
        endpointUrl: this.#host.endpointUrl(),
        taskRoot,
        home: path.join(this.#folder, HOME),
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
