import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StubBroker, type StubRequest, type StubResponse } from '../stub-broker.ts';
import { tokenOf } from '../test-host.ts';
import type { Situation } from './situations.ts';

const EXPIRATION = new Date(Date.now() + 3_600_000).toISOString();

/** What a `credential_process` prints. */
const PROCESS_OUTPUT =
  '{"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"s","SessionToken":"t"}';

/** Stands for the broker, STS and the credentials of a container. Both programs are pointed at it. */
export async function startStandIn(): Promise<StubBroker> {
  const standIn = await StubBroker.start();
  standIn.respond = respond;
  return standIn;
}

function respond({ method, url, body }: StubRequest): StubResponse {
  if (url === '/machine') {
    return {
      body: {
        AccessKeyId: 'ASIAMACHINE',
        SecretAccessKey: 's',
        Token: 't',
        Expiration: EXPIRATION,
      },
    };
  }
  if (method === 'GET') {
    return { body: { CallerAccessGrantsList: [] } };
  }
  const action = new URLSearchParams(body).get('Action');
  const result =
    action === 'GetCallerIdentity'
      ? '<Arn>arn</Arn><UserId>id</UserId><Account>111122223333</Account>'
      : `<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
          <SessionToken>t</SessionToken><Expiration>${EXPIRATION}</Expiration></Credentials>`;
  return {
    body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
  };
}

/** Runs a program in a situation, and says who signed its request, or else what it wrote to standard error. */
export async function outcomeOf(
  situation: Situation,
  standIn: StubBroker,
  program: string,
  args: readonly string[],
): Promise<string> {
  const home = mkdtempSync(path.join(tmpdir(), 'fedbroker-situation-'));
  const fill = (text: string) =>
    text.replaceAll('AWS/', `${standIn.url}/`).replaceAll(/(?<!\$)HOME\//g, `${home}/`);
  const files = {
    '.aws/config': situation.config,
    '.aws/credentials': situation.credentials,
    token: tokenOf({ iss: 'i', sub: 'pod' }),
    output: PROCESS_OUTPUT,
  };
  mkdirSync(path.join(home, '.aws'));
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) {
      writeFileSync(path.join(home, name), fill(content));
    }
  }
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: home,
    AWS_REGION: 'us-east-1',
    // Version 1 of the AWS CLI reads only this one.
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_STS: standIn.url,
    FEDBROKER_URL: standIn.url,
  };
  for (const [name, value] of Object.entries(situation.env ?? {})) {
    env[name] = value && fill(value);
  }
  standIn.requests.length = 0;
  const stderr = await new Promise<string>((resolve) => {
    const child: ChildProcess = execFile(
      program,
      [...args, ...(situation.args ?? [])],
      { env, cwd: home },
      (_, _stdout, text) => resolve(text),
    );
    child.stdin?.end();
  });
  rmSync(home, { recursive: true });
  return signer(standIn) ?? stderr.trim();
}

function signer({ requests }: StubBroker): string | undefined {
  const last = requests.find(
    ({ url, body }) => url === '/grants' || body.includes('Action=GetCallerIdentity'),
  );
  const [, key, region] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(last?.headers.authorization ?? '') ?? [];
  return key === undefined ? undefined : `${key} in ${region}`;
}
