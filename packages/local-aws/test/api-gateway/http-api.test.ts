import { request as httpRequest } from 'node:http';
import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import {
  type CallerCredentials,
  type FetchOptions,
  signedFetch,
} from '../fixtures/signed-fetch.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

const MINUTE_MS = 60_000;

const warnings: string[] = [];
let aws: LocalAws;
let stack: Stack;
let url: string;
let time: number;
let caller: CallerCredentials;
let stranger: CallerCredentials;
let session: CallerCredentials;

beforeAll(async () => {
  aws = await startLocalAws({
    clock: { now: () => new Date(time) },
    onWarning: (message) => warnings.push(message),
  });
  time = Date.now();
  stack = await withAssembly(stackTemplate(), (folder) => aws.deploy(folder));
  url = String(stack.outputs.Url);
  const callerPolicy = String(stack.outputs.CallerPolicyArn);
  const { users, roles } = aws.identities;
  stranger = users.create({ userName: 'stranger' }).accessKeys.create();
  const user = users.create({ userName: 'caller' });
  user.policies.attach(callerPolicy);
  caller = user.accessKeys.create();
  const role = roles.create({
    roleName: 'Caller',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
  });
  role.policies.attach(callerPolicy);
  session = aws.sts.assumeRoleAsService(role.arn, 'ec2.amazonaws.com', 'one');
});

beforeEach(() => {
  // Refills the throttle's bucket.
  time += 20_000;
});

afterAll(() => aws.close());

function callAs(who: CallerCredentials, path: string, options?: FetchOptions): Promise<Response> {
  return signedFetch(`${url}${path}`, who, { signingDate: new Date(time), ...options });
}

function call(path: string, options?: FetchOptions): Promise<Response> {
  return callAs(caller, path, options);
}

async function accessLog(): Promise<Record<string, string>[]> {
  await call('/things/plain');
  return aws.logs
    .events('/aws/vendedlogs/sample')
    .map(({ message }) => JSON.parse(message))
    .slice(0, -1);
}

describe('the event', () => {
  test('has payload format 2.0', async () => {
    const response = await call('/things/event?a=1&b=x%20y&a=2', {
      headers: { 'X-Custom': 'v', 'user-agent': 'test/1', cookie: 'k=1; l=2' },
    });
    expect(response.status).toBe(200);
    const { apiId } = { apiId: stack.resources.get('Api')?.physicalId };
    const domainName = `${apiId}.execute-api.us-east-1.amazonaws.com`;
    const { userId } = aws.identities.users.get('caller');
    expect(await response.json()).toEqual({
      version: '2.0',
      routeKey: 'GET /things/{what}',
      rawPath: '/things/event',
      rawQueryString: 'a=1&b=x%20y&a=2',
      cookies: ['k=1', 'l=2'],
      headers: expect.objectContaining({
        'x-custom': 'v',
        'x-forwarded-for': '127.0.0.1',
        host: url.slice('http://'.length),
      }),
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { what: 'event' },
      requestContext: {
        accountId: '111122223333',
        apiId,
        authorizer: {
          iam: {
            accessKey: caller.accessKeyId,
            accountId: '111122223333',
            callerId: userId,
            cognitoIdentity: null,
            principalOrgId: null,
            userArn: 'arn:aws:iam::111122223333:user/caller',
            userId,
          },
        },
        domainName,
        domainPrefix: apiId,
        http: {
          method: 'GET',
          path: '/things/event',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
        requestId: response.headers.get('apigw-requestid'),
        routeKey: 'GET /things/{what}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: time,
      },
      isBase64Encoded: false,
    });
  });

  test('names the session of a role', async () => {
    const response = await callAs(session, '/things/event');
    const iam = {
      userArn: 'arn:aws:sts::111122223333:assumed-role/Caller/one',
      callerId: expect.stringMatching(/^AROA\w+:one$/),
    };
    expect(await response.json()).toMatchObject({ requestContext: { authorizer: { iam } } });
  });

  const bodies: readonly [type: string, body: string, received: string, isBase64: boolean][] = [
    ['application/json', '{"a":"ü"}', '{"a":"ü"}', false],
    ['text/plain; charset=utf-8', 'plain', 'plain', false],
    ['application/octet-stream', 'bytes', 'Ynl0ZXM=', true],
    ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
  ];

  test.each(bodies)('has a body of type %s', async (type, body, received, isBase64Encoded) => {
    const response = await call('/echo', {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(await response.json()).toMatchObject({ body: received, isBase64Encoded });
  });

  test('has decoded path parameters, also with a slash in them', async () => {
    const response = await call('/things/%65vent');
    expect(await response.json()).toMatchObject({
      rawPath: '/things/event',
      pathParameters: { what: 'event' },
    });
    expect((await call('/things/a%2Fb')).status).toBe(500);
  });
});

describe('the answer', () => {
  const answers: readonly [what: string, status: number, type: string | null, body: string][] = [
    ['plain', 200, 'application/json', '{"hello":"world"}'],
    ['text', 200, 'application/json', 'just text'],
    ['teapot', 418, 'text/plain;charset=UTF-8', 'tea'],
    ['bytes', 200, 'application/octet-stream', '\u0000\uFFFD'],
    ['throw', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['bad-status', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['bad-header', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['bad-body', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['slow', 503, 'application/json', '{"message":"Service Unavailable"}'],
  ];

  test.each(answers)('of %s', async (what, status, type, body) => {
    const response = await call(`/things/${what}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
  });

  test('carries the function’s headers and cookies', async () => {
    expect((await call('/things/teapot')).headers.get('x-kind')).toBe('pot');
    expect((await call('/things/cookies')).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('an open route', () => {
  test('tells the function of no caller, even if the request is signed', async () => {
    for (const response of [await fetch(`${url}/open/event`), await call('/open/event')]) {
      expect(await response.json()).toMatchObject({
        routeKey: 'GET /open/{what}',
        requestContext: expect.not.objectContaining({ authorizer: expect.anything() }),
      });
    }
  });

  test('passes compressed content on as the function encoded it', async () => {
    const response = await fetch(`${url}/open/gzip`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe('compressed');
  });
});

describe('refusals', () => {
  const forbidden = { status: 403, body: '{"message":"Forbidden"}' };

  async function outcomeOf(response: Promise<Response>) {
    const { status, text } = await response.then(async (each) => ({
      status: each.status,
      text: await each.text(),
    }));
    return { status, body: text };
  }

  test('an unsigned request', async () => {
    expect(await outcomeOf(fetch(`${url}/things/plain`))).toEqual(forbidden);
  });

  const signatures: readonly [name: string, change: () => Promise<Response>][] = [
    ['a wrong secret', () => callAs({ ...caller, secretAccessKey: 'x' }, '/things/plain')],
    ['an unknown key', () => callAs({ ...caller, accessKeyId: 'AKIAUNKNOWN' }, '/things/plain')],
    ['another service', () => call('/things/plain', { service: 's3' })],
    ['another region', () => call('/things/plain', { region: 'eu-west-1' })],
    ['a caller without the policy', () => callAs(stranger, '/things/plain')],
    [
      'a signature that is too old',
      () => call('/things/plain', { signingDate: new Date(time - 20 * MINUTE_MS) }),
    ],
    [
      'a session without its token',
      () => callAs({ ...session, sessionToken: undefined }, '/things/plain'),
    ],
  ];

  test.each(signatures)('%s', async (_name, change) => {
    expect(await outcomeOf(change())).toEqual(forbidden);
  });

  test('an expired session', async () => {
    expect((await callAs(session, '/things/plain')).status).toBe(200);
    time += 2 * 60 * MINUTE_MS;
    const late = callAs(session, '/things/plain');
    expect(await outcomeOf(late)).toEqual(forbidden);
  });

  test('a policy for one path does not allow another path', async () => {
    const { users, managedPolicies } = aws.identities;
    const user = users.create({ userName: 'narrow' });
    const { arn } = managedPolicies.create({
      policyName: 'narrow',
      document: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: `arn:aws:execute-api:us-east-1:111122223333:${stack.resources.get('Api')?.physicalId}/$default/GET/things/plain`,
          },
        ],
      },
    });
    user.policies.attach(arn);
    const narrow = user.accessKeys.create();
    expect((await callAs(narrow, '/things/plain')).status).toBe(200);
    expect(await outcomeOf(callAs(narrow, '/things/text'))).toEqual(forbidden);
  });

  test.each(['/', '/things', '/things/a/b', '/nothing'])('no route: %s', async (path) => {
    expect(await outcomeOf(call(path))).toEqual({ status: 404, body: '{"message":"Not Found"}' });
  });

  test('another method', async () => {
    expect((await call('/things/plain', { method: 'DELETE' })).status).toBe(404);
  });

  test('a body over 10 MB', async () => {
    const body = new Uint8Array(10 * 1_024 * 1_024 + 1);
    expect((await call('/echo', { method: 'POST', body })).status).toBe(413);
  });

  test('request line and headers over 10,240 bytes', async () => {
    const long = { 'x-long': 'x'.repeat(10_240) };
    expect(await outcomeOf(call('/things/plain', { headers: long }))).toEqual({
      status: 431,
      body: '{"message":"Request Header Fields Too Large"}',
    });
  });

  test('a path with wrong percent-encoding', async () => {
    const status = await new Promise((resolve) => {
      httpRequest(`${url}/things/%zz`, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(400);
  });

  test('a caller who disconnects in the middle of a body causes no warning', async () => {
    const request = httpRequest(`${url}/echo`, { method: 'POST' });
    request.on('error', () => undefined);
    await new Promise((resolve) => request.write('half', resolve));
    request.destroy();
    expect((await call('/things/plain')).status).toBe(200);
    expect(warnings).toEqual([]);
  });

  test('more requests than the burst, until the rate has refilled the bucket', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1) {
      statuses.push((await fetch(`${url}/things/plain`)).status);
    }
    expect(statuses.indexOf(429)).toBe(20);
    expect(await outcomeOf(fetch(`${url}/things/plain`))).toEqual({
      status: 429,
      body: '{"message":"Too Many Requests"}',
    });
    time += 1_000;
    expect((await fetch(`${url}/things/plain`)).status).toBe(403);
  });
});

describe('the access log', () => {
  test('has a line for every request, also for refused ones', async () => {
    const before = (await accessLog()).length;
    await call('/things/plain');
    await callAs(stranger, '/things/plain');
    await call('/things/throw');
    await call('/nothing');
    const lines = (await accessLog()).slice(before + 1);
    expect(lines).toEqual([
      {
        route: 'GET /things/{what}',
        status: '200',
        user: 'arn:aws:iam::111122223333:user/caller',
        why: '-',
        error: '-',
        odd: '-',
      },
      expect.objectContaining({
        status: '403',
        user: '-',
        why: expect.stringContaining('not authorized to perform: execute-api:Invoke'),
      }),
      expect.objectContaining({
        status: '500',
        error: expect.stringContaining('The function failed: {"errorType":"Error"'),
      }),
      expect.objectContaining({ route: '-', status: '404' }),
    ]);
  });
});

describe('the function’s permission', () => {
  test('a permission for another route of the API: 500, and the log says why', async () => {
    const { Arn: functionArn = '' } = stack.resources.get('Worker')?.attributes ?? {};
    const { physicalId: statementId = '' } = stack.resources.get('ApiPermission') ?? {};
    aws.functions.removePermission(functionArn, statementId);
    aws.functions.addPermission(functionArn, {
      statementId,
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:aws:execute-api:us-east-1:111122223333:${stack.resources.get('Api')?.physicalId}/*/GET/things/{what}`,
    });
    expect((await call('/things/plain')).status).toBe(200);
    expect((await call('/echo', { method: 'POST' })).status).toBe(500);
    expect((await accessLog()).at(-1)).toMatchObject({
      error: expect.stringMatching(/^AccessDeniedException: .*lambda:InvokeFunction/),
    });
  });
});
