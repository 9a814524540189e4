import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { accessKeyIn } from '../../../core/rotation/access-key.ts';
import { TestHost } from '../../../packages/fedbroker/test/test-host.ts';
import { TestBroker } from '../../../test/end-to-end/test-broker.ts';
import { synthesize } from '../../../tools/cdk-cli.ts';
import { withTemporaryFolder } from '../../../tools/temporary-folder.ts';
import { withFunctionEnvironment } from '../faults/function-environment.ts';
import { randomNumbers } from '../random.ts';
import { hostileText } from './hostile-texts.ts';

const CONFIGURATION = 'test/fixtures/deployment/federation-broker.json';
const HOME = 's3://homes/home/alice/*';

const HOSTILE_REQUESTS = 20;

/** The texts that a running broker writes, and the secrets that these texts must not contain. */
export interface Traces {
  /** The key is the place, such as a log. */
  readonly texts: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The broker's answers that deliver credentials, so they may contain secrets. */
  readonly delivered: string;
}

/** Deploys the fixture's stack, calls the broker as people and programs do, and collects its logs, refusals and files. */
export async function tracesOfRunningBroker(): Promise<Traces> {
  const broker = await TestBroker.start();
  const host = new TestHost();
  try {
    const used = await use(broker, host);
    return {
      texts: {
        ...used.texts,
        ...logsOf(broker),
        'cache file names': readdirSync(host.homeFolder, { recursive: true }).join('\n'),
      },
      secrets: { ...used.secrets, ...(await brokerSecrets(broker)), ...callerSecrets(broker) },
      delivered: used.delivered,
    };
  } finally {
    host.remove();
    await broker.close();
  }
}

/** Acts as alice: calls every route, runs the command-line client with a cache, and then sends many requests that are refused. */
async function use(broker: TestBroker, host: TestHost) {
  const alice = { sub: 'alice' };
  const ask = { Target: HOME, Permission: 'READWRITE' };
  const issued = (await broker.callWith(alice, '/federation-tokens', ask)).body as {
    Credentials: { SecretAccessKey: string; SessionToken: string };
  };
  await broker.callWith(alice, '/buckets/homes/keys?prefix=home/alice/');
  const link = (await broker.callWith(alice, `/console?target=${HOME}&permission=LIST`)).body as {
    SigninUrl: string;
  };
  const sdk = (await broker.callWith(alice, `/credentials?target=${HOME}&permission=READ`))
    .body as {
    SecretAccessKey: string;
    Token: string;
  };
  await broker.call('role-TeamA', '/grants');
  const token = await broker.tokenOf(alice);
  host.time = broker.clock.now().getTime();
  host.env = {
    FEDBROKER_URL: broker.running.apiUrl('jwt'),
    FEDBROKER_TOKEN_FILE: host.writeFile('token', token),
  };
  const commands = [
    ['credentials', HOME],
    ['credentials', 's3://homes/home/bob/*'],
    ['list', 's3://homes/home/bob/'],
  ];
  const endings = [];
  for (const command of commands) {
    endings.push(await host.run(...command));
  }
  broker.clock.advance(10);
  return {
    texts: {
      'stderr of fedbroker': endings.map(({ stderr }) => stderr).join('\n'),
      refusals: await refusals(broker, token),
    },
    secrets: {
      issuedSecretKey: issued.Credentials.SecretAccessKey,
      issuedSessionToken: issued.Credentials.SessionToken,
      sdkSecretKey: sdk.SecretAccessKey,
      sdkSessionToken: sdk.Token,
      signinToken: new URL(link.SigninUrl).searchParams.get('SigninToken') ?? '',
      // Only the signature of a token is secret. Nobody can use the header and payload without it.
      tokenSignature: token.split('.')[2] ?? '',
    },
    delivered: JSON.stringify([issued, sdk, link, token]) + endings.map(({ stdout }) => stdout),
  };
}

/** Sends hostile text in names, queries and claims, and a token in the wrong field. */
async function refusals(broker: TestBroker, token: string): Promise<string> {
  const random = randomNumbers(1);
  const bodies: unknown[] = [];
  for (let asked = 0; asked < HOSTILE_REQUESTS; asked += 1) {
    // A URL cannot contain lone surrogates.
    const text = Buffer.from(hostileText(random)).toString();
    const route = `/credentials?target=${encodeURIComponent(`s3://homes/${text}`)}&permission=READ`;
    bodies.push((await broker.callWith({ sub: text, preferred_username: text }, route)).body);
  }
  const misplaced = { Target: HOME, Permission: 'READ', DurationSeconds: { token } };
  bodies.push((await broker.callWith({ sub: 'alice' }, '/federation-tokens', misplaced)).body);
  const unsigned = await fetch(`${broker.running.apiUrl('jwt')}/grants`, {
    headers: { authorization: `Bearer ${token}x` },
  });
  return `${JSON.stringify(bodies)}${await unsigned.text()}`;
}

/** Log lines of the functions and of the APIs. */
function logsOf({ running }: TestBroker): Readonly<Record<string, string>> {
  const groups = [...running.stack.resources.values()].filter(
    ({ type }) => type === 'AWS::Logs::LogGroup',
  );
  return Object.fromEntries(
    groups.map(({ logicalId, physicalId }) => [
      `log ${logicalId}`,
      running.local.logs
        .events(physicalId)
        .map(({ message }) => `${message.trimEnd()}\n`)
        .join(''),
    ]),
  );
}

/** Returns the template, the manifest and the function code. The synthesis had credentials in its environment. */
export async function cloudAssembly(): Promise<Readonly<Record<string, string>>> {
  return withTemporaryFolder(async (folder) => {
    await withFunctionEnvironment(() => synthesize(CONFIGURATION, folder));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      files
        .filter((file) => file.isFile())
        .map((file) => {
          const location = path.join(file.parentPath, file.name);
          return [path.relative(folder, location), readFileSync(location, 'latin1')];
        }),
    );
  });
}

/** Reads the broker access key with the permissions of the broker function. */
async function brokerSecrets(broker: TestBroker): Promise<Readonly<Record<string, string>>> {
  const { stack, operator } = broker.running;
  const credentials = broker.roleCredentials('BrokerFunctionRole');
  const client = new SecretsManagerClient(broker.clientOptions(credentials));
  const SecretId = stack.outputs.BrokerAccessKeySecretArn;
  const command = new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' });
  const { SecretString } = await client.send(command);
  client.destroy();
  return {
    brokerSecretKey: accessKeyIn(SecretString)?.secretAccessKey ?? '',
    operatorSecretKey: operator.secretAccessKey,
  };
}

function callerSecrets({ running }: TestBroker): Readonly<Record<string, string>> {
  return Object.fromEntries(
    running.callers.map(({ profile, credentials }) => [profile, credentials.secretAccessKey]),
  );
}
