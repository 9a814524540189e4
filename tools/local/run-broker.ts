import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from 'local-aws';
import type { Authentication } from '../../core/configuration/authentication.ts';
import { type Deployment, readDeployment } from '../../lib/deployment.ts';
import { createSampleBoundaries } from './sample-boundaries.ts';
import { createOperator, createSampleCallers, type SampleCaller } from './sample-callers.ts';
import { accountOf, createSampleKeys } from './sample-keys.ts';
import { createSamplePeople, type SamplePerson } from './sample-people.ts';
import type { ApiCredentials } from './signed-fetch.ts';
import { synthesize } from './synthesize.ts';

/** The stack, deployed to the local AWS, with sample callers. */
export interface RunningBroker {
  /** @throws Error for a kind of authentication that is not configured */
  apiUrl(type: Authentication['type']): string;
  readonly local: LocalAws;
  readonly stack: Awaited<ReturnType<LocalAws['deploy']>>;
  readonly deployment: Deployment;
  /** One for each role and user that a grant names. */
  readonly callers: readonly SampleCaller[];
  /** Empty when the configuration has no `jwt` authentication. */
  readonly people: readonly SamplePerson[];
  readonly operator: ApiCredentials;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly configurationPath: string;
  readonly port: number;
  readonly onWarning: (message: string) => void;
  readonly clock?: LocalAwsOptions['clock'];
}

/**
 * Synthesizes the stack, deploys it to a local AWS, and waits for the first access key.
 *
 * @throws InvalidInput for a faulty configuration; Error when synthesis, deployment or the first rotation fails
 */
export async function runBroker(options: RunOptions): Promise<RunningBroker> {
  const deployment = readDeployment(options.configurationPath);
  const assemblyFolder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  const local = await startLocalAws({
    account: accountOf(deployment),
    apiPort: options.port,
    clock: options.clock,
    onWarning: options.onWarning,
  });
  try {
    createSampleKeys(local, deployment);
    await synthesize(options.configurationPath, assemblyFolder);
    createSampleBoundaries(local, assemblyFolder, options.onWarning);
    const stack = await local.deploy(assemblyFolder);
    const { outputs } = stack;
    await firstRotation(local, output(outputs, 'BrokerAccessKeySecretArn'));
    const { authentication } = deployment.configuration;
    const jwt = authentication.find((kind) => kind.type === 'jwt');
    return {
      apiUrl: (type) => apiEndpoint(stack, API_IDS[type]),
      stack,
      local,
      deployment,
      callers: createSampleCallers(local, deployment.grants.parsed, outputs.CallerPolicyArn),
      people:
        jwt === undefined ? [] : await createSamplePeople(local, jwt, deployment.grants.parsed),
      operator: createOperator(local),
      close: () => local.close(),
    };
  } catch (error) {
    await local.close();
    throw error;
  } finally {
    rmSync(assemblyFolder, { recursive: true, force: true });
  }
}

/** Logical ids. */
const API_IDS: Readonly<Record<Authentication['type'], string>> = {
  iam: 'IamApi',
  jwt: 'JwtApi',
};

/** Returns the API's address on this machine. The stack's output may name a custom domain instead. */
function apiEndpoint({ resources }: RunningBroker['stack'], logicalId: string): string {
  const endpoint = resources.get(logicalId)?.attributes.ApiEndpoint;
  if (endpoint === undefined) {
    throw new Error(`The stack has no ${logicalId}.`);
  }
  return endpoint;
}

async function firstRotation(local: LocalAws, secretArn: string): Promise<void> {
  const outcome = await local.secretsManager.rotationSettled(secretArn);
  if (outcome === undefined || !outcome.succeeded) {
    throw new Error(`The first rotation failed: ${outcome?.reason ?? 'it did not start'}`);
  }
}

function output(outputs: Readonly<Record<string, string>>, name: string): string {
  const value = outputs[name];
  if (value === undefined) {
    throw new Error(`The stack has no output ${name}.`);
  }
  return value;
}
