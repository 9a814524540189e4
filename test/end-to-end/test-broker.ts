import { S3Client } from '@aws-sdk/client-s3';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { runConfiguration } from '../../tools/local/run-configuration.ts';
import { seedBuckets } from '../../tools/local/sample-objects.ts';
import {
  type ApiAnswer,
  type ApiCredentials,
  credentialsOf,
  signedFetch,
} from '../../tools/local/signed-fetch.ts';
import { checkFetches } from './checked-fetch.ts';

/** A clock that runs with the machine's clock and can be moved forward. */
export class TestClock {
  #aheadMilliseconds = 0;
  #stoppedAt: Date | undefined;

  now(): Date {
    return this.#stoppedAt ?? new Date(Date.now() + this.#aheadMilliseconds);
  }

  /** Stops the time while `act` runs, so that no throttle admits more requests because the machine is slow. */
  async whileStopped<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#stoppedAt = this.now();
    try {
      return await act();
    } finally {
      this.#stoppedAt = undefined;
    }
  }

  advance(seconds: number): void {
    this.#aheadMilliseconds += seconds * 1_000;
  }

  get aheadMilliseconds(): number {
    return this.#aheadMilliseconds;
  }
}

/** Buckets in the fixture's grants that tests create themselves, or that must not exist. */
const UNSEEDED: ReadonlySet<string> = new Set(['not-made', 'foreign', 'sealed']);

/** The issuer in the fixture's configuration. */
export const ISSUER = 'https://id.example.com';

/** The fixture's stack, synthesized and deployed in the same way as by `npm start`. */
export class TestBroker {
  readonly clock: TestClock;
  readonly running: RunningBroker;
  readonly warnings: readonly string[];
  /** The answers of the APIs so far, such as `GET /grants 200`. */
  readonly answers = new Set<string>();
  readonly #clients: S3Client[] = [];
  readonly #restoreFetch: () => void;

  private constructor(running: RunningBroker, clock: TestClock, warnings: readonly string[]) {
    this.running = running;
    this.#restoreFetch = checkFetches(
      { iam: running.apiUrl('iam'), jwt: running.apiUrl('jwt') },
      (answer) => this.answers.add(answer),
    );
    this.clock = clock;
    this.warnings = warnings;
  }

  static async start(): Promise<TestBroker> {
    const clock = new TestClock();
    const warnings: string[] = [];
    const running = await runConfiguration('test/fixtures/deployment/federation-broker.json', {
      port: 0,
      clock,
      onWarning: (message) => warnings.push(message),
    });
    const seeded = running.grants.filter(({ scope }) => !UNSEEDED.has(scope.template.bucket));
    seedBuckets(running.local, seeded, running.people);
    return new TestBroker(running, clock, warnings);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) {
      client.destroy();
    }
    this.#restoreFetch();
    await this.running.close();
  }

  credentialsOf(profile: string): ApiCredentials {
    const caller = this.running.callers.find((sample) => sample.profile === profile);
    if (caller === undefined) {
      throw new Error(`The fixture's grants name no ${profile}.`);
    }
    return caller.credentials;
  }

  /** Returns credentials of the role with this logical id, as Lambda gets them for a function with that role. */
  roleCredentials(logicalId: string): ApiCredentials {
    const { local, stack } = this.running;
    const roleName = stack.resources.get(logicalId)?.physicalId ?? '';
    const { arn } = local.identities.roles.get(roleName);
    return local.sts.assumeRoleAsService(arn, 'lambda.amazonaws.com', 'test');
  }

  /** Returns options for an SDK client. Default: the credentials of the administrator. */
  clientOptions(credentials: ApiCredentials = this.running.operator) {
    const { local } = this.running;
    return {
      region: local.account.region,
      endpoint: local.endpointUrl,
      credentials,
      systemClockOffset: this.clock.aheadMilliseconds,
    };
  }

  /** Calls the API for SigV4 as the caller of this profile, or with these credentials. */
  async call(caller: string | ApiCredentials, route: string, body?: object): Promise<ApiAnswer> {
    return signedFetch(
      `${this.running.apiUrl('iam')}${route}`,
      typeof caller === 'string' ? this.credentialsOf(caller) : caller,
      this.running.local.account.region,
      {
        signingDate: this.clock.now(),
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      },
    );
  }

  /** Returns a token of the configured issuer and audience that lasts an hour. The claims may override the audience. */
  async tokenOf(claims: object): Promise<string> {
    const issuer = await this.running.local.oidc.issuer(ISSUER);
    return issuer.token({ aud: 'broker', ...claims }, { lifetimeSeconds: 3600 });
  }

  /** Calls the API for tokens with a token that has these claims. */
  async callWith(claims: object, route: string, body?: object): Promise<ApiAnswer> {
    const answer = await fetch(`${this.running.apiUrl('jwt')}${route}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await this.tokenOf(claims)}`,
        'content-type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }

  /** Asks the broker for credentials and fails when it refuses. */
  async issue(caller: string, request: object): Promise<TokenResponse> {
    const { status, body } = await this.call(caller, '/federation-tokens', request);
    expect(status).toBe(200);
    return body as TokenResponse;
  }

  /** Returns an S3 client of the AWS SDK with issued credentials. */
  s3With(token: TokenResponse): S3Client {
    return this.s3(credentialsOf(token));
  }

  s3(credentials: ApiCredentials): S3Client {
    const client = new S3Client({
      region: this.running.local.account.region,
      endpoint: this.running.local.endpointUrl,
      credentials,
      systemClockOffset: this.clock.aheadMilliseconds,
    });
    this.#clients.push(client);
    return client;
  }

  /** Returns the JSON lines that the function with this logical id has logged. */
  logOf(logicalId: string): readonly Readonly<Record<string, unknown>>[] {
    const logGroup = this.running.stack.resources.get(`${logicalId}Logs`)?.physicalId ?? '';
    return this.running.local.logs
      .events(logGroup)
      .map(({ message }) => JSON.parse(message) as Readonly<Record<string, unknown>>);
  }
}

/** @returns the name of the error that AWS answered with. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'not refused',
    (error: { name?: string }) => error.name ?? 'an error without a name',
  );
}
