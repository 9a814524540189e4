import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { SignInLinkResponse } from '../../core/responses/sign-in-link-response.ts';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { synthesize } from '../cdk-cli.ts';
import { REACH_SECONDS } from '../revoke/issued-before.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { jwtClient } from './api-client.ts';
import type { RunningBroker } from './run-broker.ts';
import { runConfiguration } from './run-configuration.ts';
import { seedBuckets } from './sample-objects.ts';
import type { SamplePerson } from './sample-people.ts';
import { type ApiCredentials, credentialsOf } from './signed-fetch.ts';

const BUCKET = 'amzn-s3-demo-bucket';

const MILLISECONDS_PER_SECOND = 1_000;

export interface StolenLaptop {
  /** A copy of the sample configuration, which the drill changes. */
  readonly configurationPath: string;
  /** Runs `npm run revoke` on the configuration: `done` or `refused`. */
  readonly revoke: (...args: readonly string[]) => Promise<string>;
  readonly print: (line: string) => void;
}

/** Lists the session's folder: `works`, or the name of the error that AWS answers. */
type Probe = () => Promise<string>;

/** The clock of the simulated machine. The drill moves it forward. */
class DrillClock {
  aheadMilliseconds = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMilliseconds);
  }
}

/**
 * Two people hold live sessions, and somebody steals the laptop of one of them.
 *
 * @returns the number of steps with an unexpected outcome
 */
export async function rehearseStolenLaptop(drill: StolenLaptop): Promise<number> {
  const { configurationPath, revoke, print } = drill;
  let failures = 0;
  let begun = performance.now();
  const step = async (what: string, expected: string, probe: Probe) => {
    const outcome = await probe();
    const seconds = ((performance.now() - begun) / MILLISECONDS_PER_SECOND).toFixed(1);
    const asExpected = outcome === expected;
    failures += asExpected ? 0 : 1;
    print(`${asExpected ? 'ok    ' : 'FAILED'} ${seconds.padStart(5)} s  ${what}: ${outcome}`);
    begun = performance.now();
  };
  const done = (work: () => Promise<unknown>) => async () => {
    await work();
    return 'done';
  };

  const clock = new DrillClock();
  const broker = await runConfiguration(configurationPath, { port: 0, clock, onWarning: print });
  try {
    seedBuckets(broker.local, broker.grants, broker.people);
    const session = (index: number) => sessionOf(broker, clock, index);
    const [alice, bob] = await Promise.all([session(0), session(1)]);
    const link = await signInLinkOf(broker, 0);
    const auditFile = path.join(path.dirname(configurationPath), 'audit.jsonl');
    begun = performance.now();
    await step('the session on the laptop lists its folder', 'works', alice.probe);
    await step('the session of a colleague lists another folder', 'works', bob.probe);
    await step(`npm run revoke -- ${alice.readableName}`, 'refused', () =>
      revoke(alice.readableName),
    );
    writeFileSync(auditFile, auditLogOf(broker));
    await step(`npm run revoke -- ${alice.name} --from-audit audit.jsonl`, 'done', () =>
      revoke(alice.name, '--from-audit', auditFile),
    );
    await step(
      'the deployment',
      'done',
      done(() => deploy(broker, configurationPath)),
    );
    await step('the session on the laptop makes its next request', 'AccessDenied', alice.probe);
    await step('the session of the colleague makes another request', 'works', bob.probe);
    await step('a sign-in link from before opens, and lists the folder', 'AccessDenied', () =>
      alice.probeWith(broker.local.signin.sessionOf(link).credential),
    );
    const early = await session(0);
    await step('a new session of the same person lists the folder', 'AccessDenied', early.probe);
    clock.aheadMilliseconds += REACH_SECONDS * MILLISECONDS_PER_SECOND;
    const renewed = await session(0);
    await step(
      `${REACH_SECONDS / 60} minutes later, a new session lists it`,
      'works',
      renewed.probe,
    );
    await step('the session on the laptop tries once more', 'AccessDenied', alice.probe);
    return failures;
  } finally {
    await broker.close();
  }
}

interface DrillSession {
  readonly name: string;
  readonly readableName: string;
  readonly probe: Probe;
  /** Repeats the request with other credentials. */
  readonly probeWith: (credentials: ApiCredentials) => Promise<string>;
}

async function sessionOf(
  broker: RunningBroker,
  clock: DrillClock,
  index: number,
): Promise<DrillSession> {
  const person = personOf(broker, index);
  const prefix = homeOf(person);
  const { status, body } = await jwtClient(broker, person).call('/federation-tokens', {
    Target: `s3://${BUCKET}/${prefix}*`,
    Permission: 'READ',
  });
  if (status !== 200) {
    throw new Error(`The broker issued no credentials: ${JSON.stringify(body)}`);
  }
  const token = body as TokenResponse;
  const name = token.FederatedUser.FederatedUserId.split(':')[1] ?? '';
  const probeWith = (credentials: ApiCredentials) => {
    const s3 = new S3Client({
      region: broker.local.account.region,
      endpoint: broker.local.endpointUrl,
      credentials,
      systemClockOffset: clock.aheadMilliseconds,
    });
    return s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix })).then(
      () => 'works',
      (error: { name?: string }) => error.name ?? 'an error without a name',
    );
  };
  return {
    name,
    readableName: name.split('=')[0] ?? '',
    probe: () => probeWith(credentialsOf(token)),
    probeWith,
  };
}

async function signInLinkOf(broker: RunningBroker, index: number): Promise<string> {
  const person = personOf(broker, index);
  const target = encodeURIComponent(`s3://${BUCKET}/${homeOf(person)}*`);
  const { status, body } = await jwtClient(broker, person).call(`/console?target=${target}`);
  if (status !== 200) {
    throw new Error(`The broker issued no sign-in link: ${JSON.stringify(body)}`);
  }
  return (body as SignInLinkResponse).SigninUrl;
}

function personOf({ people }: RunningBroker, index: number): SamplePerson {
  const person = people[index];
  if (person === undefined) {
    throw new Error('The sample has no such person.');
  }
  return person;
}

function homeOf({ identity }: SamplePerson): string {
  return `home/${identity.subject}/`;
}

function auditLogOf(broker: RunningBroker): string {
  const events = broker.local.logs.events(broker.physicalId('auditLog') ?? '');
  return events.map(({ message }) => `${message}\n`).join('');
}

function deploy({ local }: RunningBroker, configurationPath: string): Promise<unknown> {
  return withTemporaryFolder(async (assemblyFolder) => {
    await synthesize(configurationPath, assemblyFolder);
    return local.deploy(assemblyFolder);
  });
}
