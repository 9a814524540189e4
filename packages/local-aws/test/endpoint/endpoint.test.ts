import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { AwsError } from '../../src/aws-error.ts';
import type { Endpoint } from '../../src/endpoint.ts';
import type { Service, ServiceRequest } from '../../src/service.ts';
import { type RequestToSign, signRequest } from '../sigv4/client-signer.ts';
import { TrustCore } from './trust-core.ts';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

let core: TrustCore;
let endpoint: Endpoint;
let requests: ServiceRequest[];

/** Replaces S3 and records its requests. */
function recordingS3(): Service {
  return {
    signingName: 's3',
    handle: async (request) => {
      requests.push(request);
      if (request.rawPath === '/broken') {
        throw new Error('a fault of our own');
      }
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ä' };
    },
    renderError: (error) => ({ status: error.status, headers: {}, body: `s3:${error.code}` }),
  };
}

beforeEach(async () => {
  requests = [];
  core = new TrustCore();
  endpoint = await core.startEndpoint(recordingS3());
});

afterEach(() => endpoint.close());

async function signedFetch(service: string, request: RequestToSign): Promise<Response> {
  const { method, url, headers, body } = await signedRequest(service, request);
  return fetch(`${endpoint.url}${url}`, {
    method,
    headers,
    body: body.length === 0 ? undefined : new Uint8Array(body),
  });
}

/** Without the host, which the client adds itself. */
async function signedRequest(service: string, request: RequestToSign) {
  const host = new URL(endpoint.url).host;
  const existing = core.identities.users.find('Alice') ?? core.createUser('Alice').user;
  const { accessKeyId = '', secretAccessKey = '' } = existing.accessKeys.list()[0] ?? {};
  const signed = await signRequest(
    {
      ...request,
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...request.headers },
    },
    { accessKeyId, secretAccessKey, service, signedAt: core.clock.now() },
  );
  const headers: Record<string, string> = {};
  for (let i = 0; i < signed.rawHeaders.length; i += 2) {
    const name = signed.rawHeaders[i] ?? '';
    if (name !== 'host') {
      headers[name] = signed.rawHeaders[i + 1] ?? '';
    }
  }
  return { method: signed.method, url: signed.url, headers, body: signed.body };
}

test('a request reaches the service that it is signed for, with its principal', async () => {
  const response = await signedFetch('s3', {
    method: 'PUT',
    path: '/b/a%20b',
    query: { x: 'y z' },
    body: 'content',
  });
  expect(await response.text()).toBe('ä');
  expect(requests).toMatchObject([
    {
      method: 'PUT',
      rawPath: '/b/a%20b',
      rawQuery: 'x=y%20z',
      principal: { kind: 'user', userName: 'Alice' },
      sourceIp: '127.0.0.1',
      requestId: response.headers.get('x-amz-request-id'),
    },
  ]);
  expect(requests[0]?.body.toString()).toBe('content');
});

test('a HEAD request is answered without a body', async () => {
  const response = await signedFetch('s3', { method: 'HEAD', path: '/b' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('a URL presigned with signature version 2 does not count as an anonymous request', async () => {
  const response = await fetch(`${endpoint.url}/b/key?AWSAccessKeyId=a&Signature=b&Expires=1`);
  expect(await response.text()).toBe('s3:InvalidRequest');
  expect(requests).toEqual([]);
});

test('a request for an unsupported service fails, and the message names the service', async () => {
  const response = await signedFetch('ec2', {
    headers: {
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    },
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('The service ec2 is not supported by the local AWS.');
});

test('an unsigned read is an anonymous request of S3', async () => {
  const response = await fetch(`${endpoint.url}/b/key`);
  expect(response.status).toBe(200);
  expect(requests[0]?.principal).toEqual({ kind: 'anonymous' });
});

test.each([
  ['a write of S3', { method: 'PUT', body: 'x' }, '/b/key', 's3:AccessDenied'],
  ['a deletion of S3', { method: 'DELETE' }, '/b/key', 's3:AccessDenied'],
  ['a POST of S3', { method: 'POST', body: 'x' }, '/b/key?delete', 's3:AccessDenied'],
  [
    'a JSON request with another method',
    { method: 'PUT', headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body: '{}' },
    '/b/key',
    'MissingAuthenticationToken',
  ],
  [
    'a form',
    { method: 'POST', body: 'Action=GetCallerIdentity' },
    '/',
    '<Code>MissingAuthenticationToken</Code>',
  ],
  [
    'a query',
    { method: 'GET' },
    '/?Action=GetCallerIdentity&Version=2011-06-15',
    's3:MissingAuthenticationToken',
  ],
  [
    'a JSON request',
    { method: 'POST', headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body: '{}' },
    '/',
    '"MissingAuthenticationTokenException"',
  ],
])('%s without a signature is refused', async (_name, init, path, expected) => {
  const response = await fetch(`${endpoint.url}${path}`, init);
  expect(await response.text()).toContain(expected);
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(requests).toEqual([]);
});

test('a wrong signature is refused in the protocol of the service', async () => {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const signed = await signRequest(
    { headers },
    {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'x',
      service: 's3',
      signedAt: new Date(),
    },
  );
  const authorization = signed.rawHeaders[signed.rawHeaders.indexOf('authorization') + 1] ?? '';
  const date = signed.rawHeaders[signed.rawHeaders.indexOf('x-amz-date') + 1] ?? '';
  const response = await fetch(endpoint.url, {
    headers: { ...headers, authorization, 'x-amz-date': date },
  });
  expect(await response.text()).toBe('s3:InvalidAccessKeyId');
  expect(requests).toEqual([]);
});

test('a client that disconnects in the middle of a body is not an internal error', async () => {
  const { hostname, port } = new URL(endpoint.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write('PUT /b/key HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
  await setTimeout(50);
  socket.destroy();
  await setTimeout(50);
  expect(core.internalErrors).toEqual([]);
  expect(requests).toEqual([]);
});

test('an internal error is reported, and the client gets only InternalFailure', async () => {
  const response = await signedFetch('s3', { path: '/broken' });
  expect([response.status, await response.text()]).toEqual([500, 's3:InternalFailure']);
  expect(core.internalErrors).toMatchObject([{ message: 'a fault of our own' }]);
});

test('a streaming service can refuse a body while it arrives, and the connection stays usable', async () => {
  await endpoint.close();
  const connections = new Set<unknown>();
  endpoint = await core.startEndpoint({
    ...recordingS3(),
    streamsBodies: true,
    regionOf: () => 'us-east-1',
    preflight: () => ({ status: 403, headers: {}, body: '' }),
    crossOriginHeaders: () => ({}),
    handle: async ({ body, rawPath }) => {
      for await (const piece of body) {
        if (rawPath === '/refused') {
          throw new AwsError('Refused', `after ${piece.length} bytes`);
        }
      }
      return { status: 200, headers: {}, body: 'all' };
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const put = async (path: string) => {
    const signed = await signedRequest('s3', { method: 'PUT', path, body: 'x'.repeat(20_000_000) });
    const outgoing = request(`${endpoint.url}${path}`, {
      agent,
      method: 'PUT',
      headers: signed.headers,
    });
    outgoing.end(signed.body);
    const [answer] = await once(outgoing, 'response');
    connections.add(answer.socket);
    return text(answer);
  };
  expect([await put('/refused'), await put('/refused'), await put('/whole')]).toEqual([
    's3:Refused',
    's3:Refused',
    'all',
  ]);
  expect(connections.size).toBe(1);
  agent.destroy();
});

test('a body above the limit is refused', async () => {
  const response = await fetch(endpoint.url, {
    method: 'POST',
    body: new Uint8Array(MAX_BODY_BYTES + 1),
  });
  expect(await response.text()).toContain('<Code>EntityTooLarge</Code>');
});
