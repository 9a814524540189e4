import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeAwsConfig, writeSigningCurlConfig } from '../../bin/local/client-files.ts';
import { type RunningBroker, runBroker } from '../../bin/local/run-broker.ts';
import { scopesOf, seedBuckets } from '../../bin/local/sample-objects.ts';
import { type ApiCredentials, credentialsOf, signedFetch } from '../../bin/local/signed-fetch.ts';
import type { TokenResponse } from '../../core/issue-token.ts';
import { BUCKET, clients, PROFILE } from './clients.ts';

/**
 * Clients that we did not write, against the shipped configuration on the local AWS: the AWS CLI, boto3 and curl, each
 * where it is installed. The last line counts the checks.
 */

const run = promisify(execFile);

interface Outcome {
  readonly succeeded: boolean;
  readonly output: string;
}

async function outcomeOf(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const [file = '', ...args] = command;
  return run(file, args, { env, timeout: 30_000 }).then(
    ({ stdout, stderr }) => ({ succeeded: true, output: stdout + stderr }),
    ({ stdout = '', stderr = '', message }) => ({
      succeeded: false,
      output: stdout + stderr || message,
    }),
  );
}

async function issuedCredentials(
  { apiUrl, local }: RunningBroker,
  caller: ApiCredentials,
): Promise<ApiCredentials> {
  const request = { Target: `s3://${BUCKET}/team-a/*`, Permission: 'READ' };
  const { body } = await signedFetch(
    `${apiUrl('iam')}/federation-tokens`,
    caller,
    local.account.region,
    {
      method: 'POST',
      body: JSON.stringify(request),
    },
  );
  return credentialsOf(body as TokenResponse);
}

async function checkAll(broker: RunningBroker, folder: string): Promise<number> {
  const { apiUrl, local, callers } = broker;
  const { region } = local.account;
  const curlConfig = path.join(folder, 'curlrc');
  const awsConfig = path.join(folder, 'aws-config');
  const caller = callers.find(({ profile }) => profile === 'role-TeamA');
  if (caller === undefined) {
    throw new Error('The shipped grants name no role TeamA.');
  }
  writeSigningCurlConfig(curlConfig, caller.credentials, region);
  const profile = {
    name: PROFILE,
    credentials: await issuedCredentials(broker, caller.credentials),
  };
  writeAwsConfig(awsConfig, [profile], { endpointUrl: local.endpointUrl, region });
  const env = {
    ...process.env,
    AWS_CONFIG_FILE: awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none'),
    AWS_PAGER: '',
  };
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, probe, checks } of clients(apiUrl('iam'), curlConfig)) {
    if (!(await outcomeOf(probe, env)).succeeded) {
      console.log(`SKIPPED  ${name}: is not installed`);
      count.skipped += checks.length;
      continue;
    }
    for (const { what, command, shows, fails = false } of checks) {
      const { succeeded, output } = await outcomeOf(command, env);
      const asExpected = succeeded !== fails && output.includes(shows);
      console.log(
        `${asExpected ? 'ok      ' : 'FAILED  '} ${name} ${what}${asExpected ? '' : `: ${output}`}`,
      );
      count[asExpected ? 'passed' : 'failed'] += 1;
    }
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  return count.failed;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-clients-'));
  const broker = await runBroker({
    configurationPath: 'federation-broker.json',
    port: 0,
    onWarning: (message) => console.error(`warning: ${message}`),
  });
  try {
    seedBuckets(broker.local, scopesOf(broker.deployment.grants, broker.people), []);
    process.exitCode = (await checkAll(broker, folder)) === 0 ? 0 : 1;
  } finally {
    await broker.close();
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
