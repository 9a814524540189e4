import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import {
  type CallerCredentials,
  type FetchOptions,
  signedFetch,
} from '../fixtures/signed-fetch.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

const SECONDS = 5;

let aws: LocalAws;
let aheadSeconds: number;
let apiUrl: string;

const now = () => new Date(Date.now() + aheadSeconds * 1000);

beforeAll(async () => {
  aheadSeconds = 0;
  aws = await startLocalAws({ clock: { now }, faults: { accessKeyPropagationSeconds: SECONDS } });
  const stack = await withAssembly(stackTemplate(), (folder) => aws.deploy(folder));
  apiUrl = String(stack.outputs.Url);
});

afterAll(() => aws.close());

function newUser(userName: string) {
  const user = aws.identities.users.create({ userName });
  const Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  user.policies.putInline('Allowed', { Version: '2012-10-17', Statement });
  return user;
}

function call(who: CallerCredentials, service: string, path: string, options: FetchOptions = {}) {
  const url = service === 'execute-api' ? apiUrl : aws.endpointUrl;
  return signedFetch(`${url}${path}`, who, { ...options, service, signingDate: now() });
}

async function identityStatus(who: CallerCredentials): Promise<number> {
  const path = '/?Action=GetCallerIdentity&Version=2011-06-15';
  return (await call(who, 'sts', path)).status;
}

const JSON_CALL: FetchOptions = {
  method: 'POST',
  body: '{"SecretId":"absent"}',
  headers: { 'x-amz-target': 'secretsmanager.DescribeSecret' },
};

test.each([
  ['sts', '/?Action=GetCallerIdentity&Version=2011-06-15', {}, 403, 'InvalidClientTokenId'],
  ['iam', '/?Action=GetUser&Version=2010-05-08', {}, 403, 'InvalidClientTokenId'],
  [
    's3',
    '/',
    { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    403,
    'InvalidAccessKeyId',
  ],
  ['secretsmanager', '/', JSON_CALL, 400, 'UnrecognizedClientException'],
  ['execute-api', '/things/plain', {}, 403, 'Forbidden'],
])('%s does not accept a new access key until the propagation time has passed', async (...row) => {
  const [service, path, options, status, code] = row;
  const key = newUser(`New-${service}`).accessKeys.create();
  aheadSeconds += SECONDS - 1;
  const refused = await call(key, service, path, options);
  expect(refused.status).toBe(status);
  expect(await refused.text()).toContain(code);
  aheadSeconds += 1;
  const known = await call(key, service, path, options);
  expect(await known.text()).not.toContain(code);
});

test('ListAccessKeys shows new and deleted keys at once', async () => {
  const user = newUser('Lister');
  const first = user.accessKeys.create();
  aheadSeconds += SECONDS;
  const second = user.accessKeys.create();
  const path = '/?Action=ListAccessKeys&Version=2010-05-08';
  expect(await (await call(first, 'iam', path)).text()).toContain(second.accessKeyId);
  user.accessKeys.delete(second.accessKeyId);
  expect(await (await call(first, 'iam', path)).text()).not.toContain(second.accessKeyId);
});

test('a deleted key works until the propagation time has passed', async () => {
  const user = newUser('Deleted');
  const key = user.accessKeys.create();
  aheadSeconds += SECONDS;
  user.accessKeys.delete(key.accessKeyId);
  aheadSeconds += SECONDS - 1;
  expect(await identityStatus(key)).toBe(200);
  aheadSeconds += 1;
  expect(await identityStatus(key)).toBe(403);
});

test('a deactivated key works until the propagation time has passed', async () => {
  const { accessKeys } = newUser('Deactivated');
  const key = accessKeys.create();
  aheadSeconds += SECONDS;
  accessKeys.setStatus(key.accessKeyId, 'Inactive');
  aheadSeconds += SECONDS - 1;
  expect(await identityStatus(key)).toBe(200);
  aheadSeconds += 1;
  expect(await identityStatus(key)).toBe(403);
});

test('the keys of a deleted user stop working at once', async () => {
  const user = newUser('Gone');
  const key = user.accessKeys.create();
  aheadSeconds += SECONDS;
  expect(await identityStatus(key)).toBe(200);
  user.accessKeys.delete(key.accessKeyId);
  user.policies.deleteInline('Allowed');
  aws.identities.users.delete('Gone');
  expect(await identityStatus(key)).toBe(403);
});

test('a session that a key issued works at once', async () => {
  const key = newUser('Broker').accessKeys.create();
  aheadSeconds += SECONDS;
  const principal = aws.credentials.find(key.accessKeyId)?.principal ?? { kind: 'anonymous' };
  const { credential } = aws.sts.getFederationToken(principal, { name: 'alice' });
  expect(await identityStatus(credential)).toBe(200);
});

test('an impossible propagation time is refused', async () => {
  const starting = startLocalAws({ faults: { accessKeyPropagationSeconds: -1 } });
  await expect(starting).rejects.toThrow('accessKeyPropagationSeconds must be 0 or more: -1');
});
