import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { jwtClient } from './api-client.ts';
import { type RunningBroker, runConfiguration } from './run-broker.ts';
import { scopesOf, seedBuckets } from './sample-objects.ts';
import { credentialsOf } from './signed-fetch.ts';
import { synthesize } from './synthesize.ts';

const BUCKET = 'amzn-s3-demo-bucket';

const MILLISECONDS_PER_SECOND = 1_000;

export interface StolenLaptop {
  /** A copy of the sample configuration, which the drill changes. */
  readonly configurationPath: string;
  /** Adds a revocation to the configuration. */
  readonly revoke: (federatedUserName: string) => Promise<void>;
  readonly print: (line: string) => void;
}

/** Lists the session's folder: `works`, or the name of the error that AWS answers. */
type Probe = () => Promise<string>;

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

  const broker = await runConfiguration(configurationPath, { port: 0, onWarning: print });
  try {
    seedBuckets(broker.local, scopesOf(broker.grants, broker.people), []);
    const [alice, bob] = await Promise.all([sessionOf(broker, 0), sessionOf(broker, 1)]);
    begun = performance.now();
    await step('the session on the laptop lists its folder', 'works', alice.probe);
    await step('the session of a colleague lists another folder', 'works', bob.probe);
    await step(
      `npm run revoke -- ${alice.name}`,
      'done',
      done(() => revoke(alice.name)),
    );
    await step(
      'the deployment',
      'done',
      done(() => deploy(broker, configurationPath)),
    );
    await step('the session on the laptop makes its next request', 'AccessDenied', alice.probe);
    await step('the session of the colleague makes another request', 'works', bob.probe);
    const renewed = await sessionOf(broker, 0);
    await step('a new session of the same person lists the folder', 'works', renewed.probe);
    await step('the session on the laptop tries once more', 'AccessDenied', alice.probe);
    return failures;
  } finally {
    await broker.close();
  }
}

async function sessionOf(
  broker: RunningBroker,
  index: number,
): Promise<{ name: string; probe: Probe }> {
  const person = broker.people[index];
  if (person === undefined) {
    throw new Error('The sample has no such person.');
  }
  const prefix = `home/${person.identity.subject}/`;
  const { status, body } = await jwtClient(broker, person).call('/federation-tokens', {
    Target: `s3://${BUCKET}/${prefix}*`,
    Permission: 'READ',
  });
  if (status !== 200) {
    throw new Error(`The broker issued no credentials: ${JSON.stringify(body)}`);
  }
  const token = body as TokenResponse;
  const name = token.FederatedUser.FederatedUserId.split(':')[1] ?? '';
  const s3 = new S3Client({
    region: broker.local.account.region,
    endpoint: broker.local.endpointUrl,
    credentials: credentialsOf(token),
  });
  const list = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix });
  const probe = () =>
    s3.send(list).then(
      () => 'works',
      (error: { name?: string }) => error.name ?? 'an error without a name',
    );
  return { name, probe };
}

async function deploy({ local }: RunningBroker, configurationPath: string): Promise<void> {
  const assemblyFolder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  try {
    await synthesize(configurationPath, assemblyFolder);
    await local.deploy(assemblyFolder);
  } finally {
    rmSync(assemblyFolder, { recursive: true });
  }
}
