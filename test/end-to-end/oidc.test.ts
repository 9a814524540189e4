import { request as httpRequest } from 'node:http';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { GrantsResponse } from '../../core/responses/grants-response.ts';
import type {
  TokenResponse,
  UncoveredAccessResponse,
} from '../../core/responses/token-response.ts';
import { checkExchange } from './api-contract.ts';
import { ISSUER, refusalOf, TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

// The API's throttle also counts refused requests.
beforeEach(() => broker.clock.advance(10));

afterAll(() => broker.close());

const ALICE = { sub: 'alice', preferred_username: 'Alice A.' };
const homeOf = (name: string) => ({ Target: `s3://homes/home/${name}/*`, Permission: 'READWRITE' });
const list = (prefix: string) => new ListObjectsV2Command({ Bucket: 'homes', Prefix: prefix });
const put = (objectKey: string) =>
  new PutObjectCommand({ Bucket: 'homes', Key: objectKey, Body: 'x' });

function grantIds(body: unknown): readonly string[] {
  return (body as GrantsResponse).CallerAccessGrantsList.map(({ GrantId }) => GrantId);
}

/** Returns the events in the broker's log since the last call. */
function eventsOf(type: string) {
  return broker.logOf('BrokerFunction').filter(({ event }) => event === type);
}

describe('a person with a token', () => {
  let issued: TokenResponse;

  beforeAll(async () => {
    const { status, body } = await broker.callWith(ALICE, '/federation-tokens', homeOf('alice'));
    expect(status).toBe(200);
    issued = body as TokenResponse;
  });

  test('gets the folder that the token names', async () => {
    const s3 = broker.s3With(issued);
    await expect(s3.send(list('home/alice/'))).resolves.toMatchObject({ KeyCount: 120 });
    await s3.send(put('home/alice/new.txt'));
  });

  test.each(['home/bob/', 'home/alic', 'home/', '', 'home/alice2/'])(
    'cannot list %j with it',
    async (prefix) => {
      expect(await refusalOf(broker.s3With(issued).send(list(prefix)))).toBe('AccessDenied');
    },
  );

  test('gets no credentials for the folder of another person, and the broker does not call STS', async () => {
    const before = eventsOf('TokenIssued').length;
    for (const name of ['bob', '*', 'alice/../bob', 'alice2']) {
      const answer = await broker.callWith(ALICE, '/federation-tokens', homeOf(name));
      expect([400, 403]).toContain(answer.status);
    }
    expect(eventsOf('TokenIssued')).toHaveLength(before);
  });

  test('gets a readable federated user name that no other person can get', async () => {
    const [readable, hash] = issued.FederatedUser.FederatedUserId.split(':')[1]?.split('=') ?? [];
    expect(readable).toBe('Alice-A.');
    const twin = { sub: 'alice-2', preferred_username: 'Alice A.' };
    const other = await broker.callWith(twin, '/federation-tokens', homeOf('alice-2'));
    const [same, otherHash] =
      (other.body as TokenResponse).FederatedUser.FederatedUserId.split(':')[1]?.split('=') ?? [];
    expect(same).toBe(readable);
    expect(otherHash).not.toBe(hash);
  });

  test('appears in the audit event with issuer, subject and name', () => {
    expect(eventsOf('TokenIssued')[0]).toMatchObject({
      caller: { issuer: ISSUER, subject: 'alice', name: 'Alice A.' },
      grantId: 'homes',
      accessKeyId: issued.Credentials.AccessKeyId,
    });
  });

  test('gets a session with the tags of the grant, which a bucket policy can test', async () => {
    const bob = (await broker.callWith({ sub: 'bob' }, '/federation-tokens', homeOf('bob')))
      .body as TokenResponse;
    const { s3 } = broker.running.local;
    s3.createBucket('tagged');
    s3.putObject('tagged', 'x', Buffer.from('x'));
    const policy = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: [issued, bob].map(({ FederatedUser }) => FederatedUser.Arn) },
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::tagged',
        Condition: { StringEquals: { 'aws:PrincipalTag/person': 'alice' } },
      },
    };
    s3.setBucketPolicy('tagged', policy);
    const tagged = new ListObjectsV2Command({ Bucket: 'tagged' });
    expect(await refusalOf(broker.s3With(bob).send(tagged))).toBe('AccessDenied');
    await expect(broker.s3With(issued).send(tagged)).resolves.toMatchObject({ KeyCount: 1 });
  });
});

describe('a session that reads one folder and writes another', () => {
  const IN = { Target: 's3://homes/home/alice/in/*', Permission: 'READ' };
  const OUT = { Target: 's3://homes/home/alice/out/*', Permission: 'WRITE' };
  const copy = (from: string, to: string) =>
    new CopyObjectCommand({
      Bucket: 'homes',
      CopySource: `homes/home/alice/${from}`,
      Key: `home/alice/${to}`,
    });
  const get = (path: string) =>
    new GetObjectCommand({ Bucket: 'homes', Key: `home/alice/${path}` });
  let issued: TokenResponse;
  let s3: S3Client;

  beforeAll(async () => {
    const { s3: buckets } = broker.running.local;
    buckets.putObject('homes', 'home/alice/in/x', Buffer.from('x'));
    buckets.putObject('homes', 'home/alice/inner/x', Buffer.from('x'));
    const { body } = await broker.callWith(ALICE, '/federation-tokens', { Accesses: [IN, OUT] });
    issued = body as TokenResponse;
    s3 = broker.s3With(issued);
  });

  test('names the grant of each access', () => {
    expect(issued.Accesses).toMatchObject([
      { ...IN, GrantId: 'homes' },
      { ...OUT, GrantId: 'homes' },
    ]);
  });

  test('copies from the first folder to the second', async () => {
    const reader = { Target: OUT.Target, Permission: 'READ' };
    const { body } = await broker.callWith(ALICE, '/federation-tokens', reader);
    await s3.send(copy('in/x', 'out/x'));
    const copied = await broker.s3With(body as TokenResponse).send(get('out/x'));
    expect(await copied.Body?.transformToString()).toBe('x');
  });

  test('can do no more in either folder, and nothing beside them', async () => {
    const refusals = [
      copy('out/x', 'in/y'),
      copy('in/x', 'in/y'),
      copy('inner/x', 'out/y'),
      copy('in/x', 'outer/y'),
      put('home/alice/in/y'),
      new DeleteObjectCommand({ Bucket: 'homes', Key: 'home/alice/in/x' }),
      get('out/x'),
      get('inner/x'),
      put('home/alice/outer/y'),
      list('home/alice/out/'),
      list('home/alice/in'),
      list('home/alice/'),
    ].map((command) => refusalOf(s3.send(command as PutObjectCommand)));
    expect(new Set(await Promise.all(refusals))).toEqual(new Set(['AccessDenied']));
  });

  test('is in the audit log with one event for each access', () => {
    const { AccessKeyId } = issued.Credentials;
    const events = eventsOf('TokenIssued').filter(({ accessKeyId }) => accessKeyId === AccessKeyId);
    expect(events).toMatchObject([{ target: IN.Target }, { target: OUT.Target }]);
  });

  test('is not issued if the folder of another person is among the accesses', async () => {
    const bobs = { Target: 's3://homes/home/bob/*', Permission: 'READ' };
    const answer = await broker.callWith(ALICE, '/federation-tokens', { Accesses: [IN, bobs] });
    expect(answer).toMatchObject({ status: 403, body: { Code: 'AccessDenied' } });
    expect(eventsOf('AccessDenied').at(-1)).toMatchObject({ target: bobs.Target });
  });
});

test('listings by two people under one grant never share a session', async () => {
  for (const name of ['carol', 'dave']) {
    const route = `/buckets/homes/keys?prefix=home/${name}/`;
    expect(await broker.callWith({ sub: name }, route)).toMatchObject({ status: 200 });
    const neighbour = `/buckets/homes/keys?prefix=home/${name === 'carol' ? 'dave' : 'carol'}/`;
    expect(await broker.callWith({ sub: name }, neighbour)).toMatchObject({
      status: 403,
      body: { Code: 'AccessDenied' },
    });
  }
  const users = eventsOf('KeysListed').map(({ federatedUserName }) => federatedUserName);
  expect(new Set(users.slice(-2)).size).toBe(2);
});

test.each<[string, unknown, readonly string[]]>([
  ['a list that contains the group', ['staff', 'analysts'], ['homes', 'analysts']],
  ['exactly the group', 'analysts', ['homes', 'analysts']],
  ['a list with "x analysts"', ['x analysts'], ['homes']],
  ['the text of a flattened list', '[analysts]', ['homes']],
  ['the text of a flattened list of two', '[x analysts]', ['homes']],
  ['an empty list', [], ['homes']],
  ['the group in other case', ['Analysts'], ['homes']],
  ['a list in a list', [['analysts']], ['homes']],
  ['an object', { analysts: true }, ['homes']],
  ['the group with a space after it', ['analysts '], ['homes']],
])('a group claim that is %s gets the right grants', async (_, groups, expected) => {
  const { status, body } = await broker.callWith({ sub: 'erin', groups }, '/grants');
  expect({ status, grants: grantIds(body) }).toEqual({ status: 200, grants: expected });
});

test.each<[string, unknown]>([
  ['a slash', 'a/b'],
  ['a star', 'a*'],
  ['a question mark', 'a?'],
  ['a policy variable', '${aws:username}'],
  ['two dots', '..'],
  ['a line break', 'a\nb'],
  ['a letter that IAM cannot carry', '日本'],
  ['a list', ['a']],
  ['nothing', ''],
])('a claim with %s cannot fill a scope, and a dry run says so', async (_, project) => {
  const claims = { sub: 'frank', project };
  const { body } = await broker.callWith(claims, '/grants');
  expect(grantIds(body)).toEqual(['homes']);
  const dryRun = await broker.callWith(claims, '/federation-tokens', {
    Target: 's3://homes/projects/a/*',
    Permission: 'LIST',
    DryRun: true,
  });
  expect(dryRun).toMatchObject({ status: 200, body: { Decision: 'REFUSED' } });
  const { Accesses } = dryRun.body as { Accesses: readonly UncoveredAccessResponse[] };
  const [{ NearMisses }] = Accesses as [UncoveredAccessResponse];
  expect(NearMisses.every(({ GrantId }) => ['projects', 'homes'].includes(GrantId))).toBe(true);
});

test('a dry run shows the policy, its size and the tags', async () => {
  const request = { ...homeOf('alice'), DryRun: true };
  const { body } = await broker.callWith(ALICE, '/federation-tokens', request);
  expect(body).toMatchObject({
    Decision: 'ALLOWED',
    Accesses: [{ GrantId: 'homes' }],
    PolicySize: expect.any(Number),
    Tags: [{ Key: 'person', Value: 'alice' }],
  });
});

/** Sends exactly these headers. `fetch` would change or refuse some of them. */
function rawCall(
  method: string,
  path: string,
  headers: readonly string[] = [],
  body = '',
): Promise<{ status: number; body: string }> {
  const { host, hostname, port } = new URL(broker.running.apiUrl('jwt'));
  const sent = ['Host', host, 'Content-Length', String(body.length), ...headers];
  return new Promise((resolve, reject) => {
    const call = httpRequest({ hostname, port, method, path, headers: sent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const { statusCode: status = 0 } = answer;
        const text = Buffer.concat(chunks).toString();
        try {
          checkExchange({
            api: 'jwt',
            method,
            url: path,
            requestBody: body,
            status,
            headers: new Headers(answer.headers as Record<string, string>),
            body: text,
          });
          resolve({ status, body: text });
        } catch (error) {
          reject(error);
        }
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

describe('a caller cannot forge the context of the authorizer', () => {
  const forgedContext = JSON.stringify({
    requestContext: { authorizer: { jwt: { claims: { iss: ISSUER, sub: 'alice' } } } },
  });

  test.each<[string, string, string, readonly string[], string]>([
    ['nothing', 'GET', '/grants', [], ''],
    ['a body', 'POST', '/federation-tokens', ['Content-Type', 'application/json'], forgedContext],
    ['a query', 'GET', `/grants?requestContext=${encodeURIComponent(forgedContext)}`, [], ''],
    ['a header of that name', 'GET', '/grants', ['requestContext', forgedContext], ''],
    ['x-amzn-oidc-data', 'GET', '/grants', ['x-amzn-oidc-data', forgedContext], ''],
    ['x-amzn-apigateway-claims', 'GET', '/grants', ['x-amzn-apigateway-claims-sub', 'alice'], ''],
  ])('with %s', async (_, method, path, headers, body) => {
    expect(await rawCall(method, path, headers, body)).toEqual({
      status: 401,
      body: '{"message":"Unauthorized"}',
    });
  });

  test('with two Authorization headers, in either order', async () => {
    const alice = `Bearer ${await broker.tokenOf(ALICE)}`;
    const forged = `${alice.split('.')[0]}.${Buffer.from('{"sub":"bob"}').toString('base64url')}.x`;
    for (const pair of [
      [alice, forged],
      [forged, alice],
      [alice, `Bearer ${await broker.tokenOf({ sub: 'bob' })}`],
    ]) {
      const headers = pair.flatMap((value) => ['Authorization', value]);
      const { status } = await rawCall('GET', '/grants', headers);
      expect([401, 403]).toContain(status);
    }
  });

  test.each([
    ['GET', '//grants'],
    ['GET', '/grants/'],
    ['GET', '/GRANTS'],
    ['GET', '/%2fgrants'],
    ['GET', '/grants%2f'],
    ['GET', '/./grants'],
    ['GET', '/buckets/homes%2fkeys/keys/'],
    ['HEAD', '/grants'],
    ['OPTIONS', '/grants'],
    ['PUT', '/federation-tokens'],
    ['DELETE', '/grants'],
    ['GET', '/federation-tokens'],
    ['POST', '/grants'],
    ['GET', '/$default'],
  ])('with the unknown route %s %s, with or without a token', async (method, path) => {
    const token = ['Authorization', `Bearer ${await broker.tokenOf(ALICE)}`];
    for (const headers of [token, []]) {
      expect(await rawCall(method, path, headers)).toMatchObject({ status: 404 });
    }
  });

  test('by sending a token to the API for SigV4 or a signature to the API for tokens', async () => {
    const answer = await fetch(`${broker.running.apiUrl('iam')}/grants`, {
      headers: { authorization: `Bearer ${await broker.tokenOf(ALICE)}` },
    });
    expect(answer.status).toBe(403);
    const signature = 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121/us-east-1';
    expect(await rawCall('GET', '/grants', ['Authorization', signature])).toMatchObject({
      status: 401,
    });
  });
});

test('the function refuses a token without a subject and logs it', async () => {
  expect(await broker.callWith({ groups: ['analysts'] }, '/grants')).toMatchObject({
    status: 403,
    body: { Code: 'AccessDenied', Message: expect.stringContaining('(sub)') },
  });
  expect(eventsOf('CallerRefused')).toHaveLength(1);
});

test('no log contains a token', async () => {
  const token = await broker.tokenOf(ALICE);
  await fetch(`${broker.running.apiUrl('jwt')}/grants`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const [header = '', payload = '', signature = ''] = token.split('.');
  const logs = JSON.stringify(broker.logOf('BrokerFunction'));
  for (const part of [header, payload, signature]) {
    expect(logs).not.toContain(part);
  }
});
