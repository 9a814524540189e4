import path from 'node:path';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { writeAwsConfig, writeSigningCurlConfig } from '../../tools/local/client-files.ts';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { type ApiCredentials, credentialsOf, signedFetch } from '../../tools/local/signed-fetch.ts';
import { BUCKET, clients, PROFILE } from './clients.ts';
import { outcomeOf } from './command.ts';
import type { TestBed } from './test-bed.ts';

/** Checks what clients can and cannot do with issued credentials, and calls the API with curl. */
export async function checkIssuedCredentials(testBed: TestBed): Promise<void> {
  const { broker, folder, report } = testBed;
  const { region } = broker.local.account;
  const curlConfig = path.join(folder, 'curlrc');
  const awsConfig = path.join(folder, 'aws-config');
  const caller = broker.callers.find(({ profile }) => profile === 'role-TeamA');
  if (caller === undefined) {
    throw new Error('The sample grants do not name the role TeamA.');
  }
  writeSigningCurlConfig(curlConfig, caller.credentials, region);
  const profile = {
    name: PROFILE,
    credentials: await issuedCredentials(broker, caller.credentials),
  };
  writeAwsConfig(awsConfig, [profile], { endpointUrl: broker.local.endpointUrl, region });
  const env = { ...testBed.env, AWS_CONFIG_FILE: awsConfig };
  for (const { name, probe, checks } of clients(broker.apiUrl('iam'), curlConfig)) {
    if (!(await outcomeOf(probe, env)).succeeded) {
      report.skip(name, 'is not installed', checks.length);
      continue;
    }
    for (const { what, command, shows, fails = false } of checks) {
      const { succeeded, output } = await outcomeOf(command, env);
      report.check(`${name} ${what}`, succeeded !== fails && output.includes(shows), output);
    }
  }
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
    { method: 'POST', body: JSON.stringify(request) },
  );
  return credentialsOf(body as TokenResponse);
}
