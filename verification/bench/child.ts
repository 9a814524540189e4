import { spawn } from 'node:child_process';
import path from 'node:path';
import { ENV } from '../../lambda/environment.ts';
import { API_ID } from './requests.ts';
import type { Values } from './subject.ts';

export interface Child {
  /** Path of the `node` executable that runs the program. */
  readonly node: string;
  /** The folder that contains the program's `index.js`. */
  readonly folder: string;
  /** The folder of the function that the program loads. Default: `folder`. */
  readonly taskRoot?: string;
  readonly endpoint: string;
  readonly nodeArguments?: readonly string[];
  readonly arguments?: readonly string[];
}

/** Runs the program. @returns the figures in the last line that the program prints */
export async function runChild(child: Child): Promise<Values> {
  const program = path.join(child.folder, 'index.js');
  const running = spawn(
    child.node,
    [...(child.nodeArguments ?? []), program, ...(child.arguments ?? [])],
    { env: environment(child), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    running.once('error', reject);
    running.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`${program} exited with ${code}.`);
  }
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

function environment({ folder, taskRoot = folder, endpoint }: Child): Record<string, string> {
  return {
    [ENV.accountId]: '111122223333',
    [ENV.partition]: 'aws',
    [ENV.apis]: JSON.stringify({ iam: API_ID }),
    [ENV.brokerAccessKeySecretArn]: 'bench',
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIAFUNCTION',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
  };
}
