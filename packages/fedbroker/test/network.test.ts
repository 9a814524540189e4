import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { bundledClient } from './bundled-client.ts';
import { tokenOf } from './test-host.ts';

/** Valid until 2126, for broker.example.com. */
const CERTIFICATE = path.join(import.meta.dirname, 'tls/certificate.pem');
const KEY = path.join(import.meta.dirname, 'tls/key.pem');

const client = bundledClient();

let tls: TlsServer;
let proxy: Server;
/** The first lines and the credentials that the proxy got. */
let connections: string[];
/** The status of the proxy's response. */
let proxyStatus: number;

/** Starts a TLS server for the broker, and a proxy through which it is broker.example.com. */
beforeAll(async () => {
  tls = createTlsServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, (socket) => {
    const plain = connect(Number(new URL(client.broker.url).port), '127.0.0.1');
    socket
      .on('error', () => plain.destroy())
      .pipe(plain)
      .pipe(socket);
  });
  proxy = createServer().on('connect', (request, socket) => {
    connections.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    socket.on('error', () => undefined);
    if (proxyStatus !== 200) {
      socket.end(`HTTP/1.1 ${proxyStatus} Refused\r\n\r\n<html></html>`);
      return;
    }
    const server = connect(portOf(tls), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      server.pipe(socket).pipe(server);
    });
    server.on('error', () => socket.destroy());
  });
  for (const server of [tls, proxy]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});

afterAll(async () => {
  for (const server of [tls, proxy]) {
    await new Promise((resolve) => server.close(resolve));
  }
});

beforeEach(() => {
  connections = [];
  proxyStatus = 200;
  Object.assign(client.env, {
    FEDBROKER_URL: 'https://broker.example.com',
    FEDBROKER_TOKEN_FILE: client.writeFile('token', tokenOf({ iss: 'i', sub: 'alice' })),
    HTTPS_PROXY: `http://user:p%40ss@127.0.0.1:${portOf(proxy)}`,
    AWS_CA_BUNDLE: CERTIFICATE,
    DEBUG: '*',
  });
});

function portOf(server: Server | TlsServer): number {
  return (server.address() as AddressInfo).port;
}

test('requests go through the proxy of HTTPS_PROXY, with its user and password', async () => {
  expect(await client.run('grants')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'fedbroker: you have no grants\n',
  });
  const credentials = Buffer.from('user:p@ss').toString('base64');
  expect(connections).toEqual([`CONNECT broker.example.com:443 Basic ${credentials}`]);
  expect(client.broker.requests).toHaveLength(1);
});

test('the proxy sees neither the token nor the path', async () => {
  await client.run('grants');
  expect(connections.join()).not.toMatch(/Bearer|grants/);
});

test('NO_PROXY exempts a host', async () => {
  client.env.NO_PROXY = 'example.com';
  const { code, stderr } = await client.run('grants');
  expect(code).toBe(5);
  expect(stderr).toMatch(/^fedbroker: broker\.example\.com cannot be reached \(E[A-Z_]+\): /);
  expect(connections).toEqual([]);
});

test.each([
  [407, 'HTTPS_PROXY must contain a valid user and password'],
  [403, 'allow the connection in the proxy, or add the host to NO_PROXY'],
])('a proxy that responds with %i is named, without its password', async (status, advice) => {
  proxyStatus = status;
  expect(await client.run('grants')).toEqual({
    code: 5,
    stdout: '',
    stderr: `fedbroker: the proxy 127.0.0.1:${portOf(proxy)} refuses the connection to broker.example.com (status ${status}): ${advice}\n`,
  });
});

test('if the proxy does not run, the message contains the address of the proxy', async () => {
  client.env.HTTPS_PROXY = 'http://user:p%40ss@127.0.0.1:9';
  expect(await client.run('grants')).toMatchObject({
    code: 5,
    stderr:
      'fedbroker: broker.example.com cannot be reached through the proxy 127.0.0.1:9 (ECONNREFUSED): check HTTPS_PROXY and NO_PROXY\n',
  });
});

test('without AWS_CA_BUNDLE, a certificate of a company is not trusted, and the message names the variable', async () => {
  client.env.AWS_CA_BUNDLE = '';
  const { code, stderr } = await client.run('grants');
  expect(code).toBe(2);
  expect(stderr).toMatch(/is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*set AWS_CA_BUNDLE\n$/);
});

test('REQUESTS_CA_BUNDLE counts if AWS_CA_BUNDLE is not set', async () => {
  Object.assign(client.env, { AWS_CA_BUNDLE: '', REQUESTS_CA_BUNDLE: CERTIFICATE });
  expect(await client.run('grants')).toMatchObject({ code: 0 });
});

test('if the file in AWS_CA_BUNDLE does not exist, the message contains the path of the file', async () => {
  client.env.AWS_CA_BUNDLE = '/nowhere/ca.pem';
  expect(await client.run('grants')).toMatchObject({
    code: 2,
    stderr:
      'fedbroker: the file /nowhere/ca.pem, which AWS_CA_BUNDLE names, cannot be read (ENOENT)\n',
  });
});

test('AWS is called through the proxy, too, to assume a role', async () => {
  proxyStatus = 403;
  client.env.AWS_CONFIG_FILE = client.writeFile(
    'config',
    `[profile dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = s\n
     [profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/TeamA\nsource_profile = dev\n`,
  );
  expect(await client.run('grants', '--profile', 'role')).toEqual({
    code: 5,
    stdout: '',
    stderr:
      'fedbroker: AWS cannot be asked for your credentials (ProxyRefusal): check the network, HTTPS_PROXY and NO_PROXY\n',
  });
  expect(connections[0]).toMatch(/^CONNECT sts\.eu-west-1\.amazonaws\.com:443 /);
});
