import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type DeployedResource, type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { type ApiCredentials, signedFetch } from '../../tools/local/signed-fetch.ts';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';

/** The cleanup function waits 5 s twice for an empty list of keys. */
const reader = (prefix: string) => ({
  id: prefix,
  grantee: { iam: 'user/caller' },
  scope: `s3://amzn-s3-demo-bucket/${prefix}/*`,
  permission: 'READ',
});

let original: BrokerAssembly;
let changed: BrokerAssembly;
let aws: LocalAws;
let stack: Stack;
let caller: ApiCredentials;

beforeAll(async () => {
  [original, changed] = await Promise.all([
    BrokerAssembly.synthesize({ rotationDays: 30, grants: [reader('a')] }),
    BrokerAssembly.synthesize({ rotationDays: 7, grants: [reader('a'), reader('b')] }).then(
      (assembly) => assembly.withOtherCode('BrokerAccessKeyCleanup'),
    ),
  ]);
});

afterAll(removeBrokerAssemblies);

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

async function deploy(assembly: BrokerAssembly): Promise<void> {
  stack = await aws.deploy(assembly.folder);
}

const idOf = (logicalId: string) => stack.resources.get(logicalId)?.physicalId ?? '';
const rotation = (secretArn = stack.outputs.BrokerAccessKeySecretArn ?? '') =>
  aws.secretsManager.rotationSettled(secretArn);
const keysOf = (userName: string) =>
  aws.identities.users
    .get(userName)
    .accessKeys.list()
    .map(({ accessKeyId }) => accessKeyId);

async function deployWithCaller(): Promise<void> {
  await deploy(original);
  expect(await rotation()).toMatchObject({ succeeded: true });
  const { policies, accessKeys } = aws.identities.users.create({ userName: 'caller' });
  policies.attach(stack.outputs.CallerPolicyArn ?? '');
  caller = accessKeys.create();
}

async function issue(prefix: string): Promise<number> {
  const url = `${stack.outputs.IamApiUrl}/federation-tokens`;
  const { status } = await signedFetch(url, caller, aws.account.region, {
    method: 'POST',
    body: JSON.stringify({ Target: `s3://amzn-s3-demo-bucket/${prefix}/*`, Permission: 'READ' }),
  });
  return status;
}

/** Requests tokens one after the other until `work` is done, and resolves to all statuses. */
async function statusesDuring(work: Promise<void>): Promise<readonly number[]> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  const statuses: number[] = [];
  while (!done) {
    statuses.push(await issue('a'));
  }
  await finished;
  return statuses;
}

test('an update of schedule, grants and cleanup code deletes no key and fails no request', async () => {
  await deployWithCaller();
  const [user, secret] = [idOf('BrokerUser'), idOf('BrokerAccessKeySecret')];
  const keys = keysOf(user);
  expect([await issue('a'), await issue('b')]).toEqual([200, 403]);

  const statuses = await statusesDuring(
    deploy(changed).then(async () => {
      expect(await rotation()).toMatchObject({ succeeded: true });
    }),
  );

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect([await issue('a'), await issue('b')]).toEqual([200, 200]);
  expect([idOf('BrokerUser'), idOf('BrokerAccessKeySecret')]).toEqual([user, secret]);
  // The schedule changed, so the key was rotated: the one before stays until the next rotation.
  expect(keysOf(user)).toEqual([...keys, expect.any(String)]);
});

test('a second deployment of the same template keeps the access key', async () => {
  await deployWithCaller();
  const keys = keysOf(idOf('BrokerUser'));
  await deploy(original);
  await rotation();
  expect(keysOf(idOf('BrokerUser'))).toEqual(keys);
});

test('a failed update leaves the access key and the broker unchanged', async () => {
  await deployWithCaller();
  const user = idOf('BrokerUser');
  await expect(changed.withFailure().then(deploy)).rejects.toThrow('the stack was rolled back');
  expect(await rotation()).toMatchObject({ succeeded: true });
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([await issue('a'), await issue('b')]).toEqual([200, 403]);
  expect(idOf('BrokerUser')).toBe(user);
  expect(keysOf(user)).toHaveLength(2);
});

test('if an update replaces user, secret, cleanup and schedule, no key of the old user is left', async () => {
  await deployWithCaller();
  const [oldUser, oldSecret] = [idOf('BrokerUser'), idOf('BrokerAccessKeySecret')];
  const oldFunctions = ['BrokerAccessKeyCleanup', 'BrokerAccessKeyRotation'].map(idOf);
  aws.identities.users.get(oldUser).accessKeys.create();
  const oldKeys = keysOf(oldUser);
  expect(oldKeys).toHaveLength(2);

  await deploy(await original.withRenamedIdentity());

  const user = idOf('RenamedBrokerUser');
  expect(user).not.toBe(oldUser);
  expect(await rotation()).toMatchObject({ succeeded: true });
  expect(await issue('a')).toBe(200);
  expect(keysOf(user)).toHaveLength(1);
  expect(() => aws.identities.users.get(oldUser)).toThrow('cannot be found');
  expect(oldKeys.map((key) => aws.credentials.find(key))).toEqual([undefined, undefined]);
  expect(() => rotation(oldSecret)).toThrow("can't find");
  for (const name of oldFunctions) {
    await expect(aws.functions.invokeAsDeployer(name, {})).rejects.toThrow('Function not found');
  }
  expect([...stack.resources.keys()].filter((id) => /^Broker(User|AccessKey)/.test(id))).toEqual(
    [],
  );
});

describe('deletion of a stack whose user has another access key', () => {
  type Deployed = { readonly local: LocalAws; readonly broker: Stack };

  async function rotationReached({ local, broker }: Deployed, step: string): Promise<void> {
    const logGroup = broker.resources.get('BrokerAccessKeyRotationLogs')?.physicalId ?? '';
    const reached = () => local.logs.events(logGroup).some(({ message }) => message.includes(step));
    while (!reached()) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The resources that still exist, and the function folders that are still on disk. */
  async function leftovers(
    local: LocalAws,
    resources: readonly DeployedResource[],
  ): Promise<readonly string[]> {
    const { users, roles, managedPolicies } = local.identities;
    const lookUps: Record<string, (physicalId: string) => unknown> = {
      'AWS::IAM::ManagedPolicy': (arn) => managedPolicies.get(arn),
      'AWS::IAM::Role': (name) => roles.get(name),
      'AWS::IAM::User': (name) => users.get(name),
      'AWS::Lambda::Function': (name) => local.functions.removePermission(name, 'any'),
      'AWS::Logs::LogGroup': (name) => local.logs.events(name),
      'AWS::SecretsManager::Secret': (arn) => local.secretsManager.rotationSettled(arn),
    };
    const found = resources.filter(({ type, physicalId }) => {
      try {
        lookUps[type]?.(physicalId);
        return type in lookUps;
      } catch (error) {
        return !/not found: |cannot be found|can't find|does not exist/.test(String(error));
      }
    });
    const folders = (await readdir(tmpdir())).filter((folder) =>
      resources.some(({ physicalId }) => folder.includes(`local-aws-${physicalId}-`)),
    );
    return [...found.map(({ logicalId }) => logicalId), ...folders];
  }

  /** Resolves to what is left after the deletion. */
  async function deleteAt(reached: (deployed: Deployed) => Promise<unknown>) {
    const local = await startLocalAws({ onWarning: () => undefined });
    try {
      const broker = await local.deploy(original.folder);
      await reached({ local, broker });
      const resources = [...broker.resources.values()];
      const user = broker.resources.get('BrokerUser')?.physicalId ?? '';
      const { accessKeyId } = local.identities.users.get(user).accessKeys.create();
      expect(await leftovers(local, resources)).toContain('BrokerAccessKeyRotation');
      await broker.delete();
      return [...(await leftovers(local, resources)), local.credentials.find(accessKeyId)];
    } finally {
      await local.close();
    }
  }

  const moments: Record<string, (deployed: Deployed) => Promise<unknown>> = {
    'before the first rotation': async () => undefined,
    'while the rotation function tries the first key': (deployed) =>
      rotationReached(deployed, 'createSecret'),
    'after the first rotation': ({ local, broker }) =>
      local.secretsManager.rotationSettled(String(broker.outputs.BrokerAccessKeySecretArn)),
  };

  test('leaves nothing, whether the first rotation has not started, is running or is done', async () => {
    const left = Object.entries(moments).map(async ([name, reached]) => [
      name,
      await deleteAt(reached),
    ]);
    expect(await Promise.all(left)).toEqual(
      Object.keys(moments).map((name) => [name, [undefined]]),
    );
    expect(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap')).toEqual([]);
  });
});
