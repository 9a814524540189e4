import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from 'local-aws';
import { type Deployment, readDeployment } from '../../lib/deployment.ts';
import { createOperator, createSampleCallers, type SampleCaller } from './sample-callers.ts';
import type { ApiCredentials } from './signed-fetch.ts';
import { synthesize } from './synthesize.ts';

/** The deployed stack on the local AWS, with callers to try it with. */
export interface RunningBroker {
  readonly apiUrl: string;
  readonly local: LocalAws;
  readonly stack: Awaited<ReturnType<LocalAws['deploy']>>;
  readonly deployment: Deployment;
  readonly callers: readonly SampleCaller[];
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
 * @throws InvalidInput for a faulty configuration; Error where synthesis, deployment or the first rotation fails
 */
export async function runBroker(options: RunOptions): Promise<RunningBroker> {
  const deployment = readDeployment(options.configurationPath);
  const assemblyFolder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  const local = await startLocalAws({
    apiPort: options.port,
    clock: options.clock,
    onWarning: options.onWarning,
  });
  try {
    await synthesize(options.configurationPath, assemblyFolder);
    const stack = await local.deploy(assemblyFolder);
    const { outputs } = stack;
    await firstRotation(local, output(outputs, 'BrokerAccessKeySecretArn'));
    const callerPolicyArn = output(outputs, 'CallerPolicyArn');
    return {
      apiUrl: output(outputs, 'IamApiUrl'),
      stack,
      local,
      deployment,
      callers: createSampleCallers(local, deployment.grants, callerPolicyArn),
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
