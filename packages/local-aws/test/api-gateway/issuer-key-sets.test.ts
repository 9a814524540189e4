import { IssuerKeySets } from '../../src/api-gateway/issuer-key-sets.ts';
import { type LoopbackServer, startLoopbackServer } from '../../src/loopback-server.ts';

const ISSUER = 'https://id.example.com';
const TWO_HOURS_MS = 7_200_000;
const MAX_BYTES = 150_000;

const key = (kid: string) => ({ kty: 'RSA', kid, n: 'AQAB', e: 'AQAB' });

let server: LoopbackServer;
let keySets: IssuerKeySets;
let time: number;
let requests: string[];
let documents: Record<string, string>;
let status: number;
let headers: Record<string, string>;

beforeEach(async () => {
  time = Date.now();
  requests = [];
  status = 200;
  headers = {};
  documents = {
    '/.well-known/openid-configuration': discovery({}),
    '/keys': JSON.stringify({ keys: [key('one')] }),
  };
  server = await startLoopbackServer(({ url = '' }, response) => {
    requests.push(url);
    response.writeHead(status, headers).end(documents[url]);
  });
  const loopbackUrl = async (_issuer: string, url: string) =>
    `http://${server.address}${new URL(url).pathname}`;
  keySets = new IssuerKeySets({ loopbackUrl }, { now: () => new Date(time) });
});

afterEach(() => server.close());

function discovery(changes: object): string {
  return JSON.stringify({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys`, ...changes });
}

/** Returns a key set of this size. */
function keysOf(bytes: number): string {
  const text = JSON.stringify({ keys: [key('one')], padding: '' });
  return text.replace('"padding":"', `$&${'x'.repeat(bytes - text.length)}`);
}

test('both documents are read once for requests with the same key', async () => {
  await keySets.keySet(ISSUER, 'one');
  await keySets.keySet(ISSUER, 'one');
  expect(requests).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('a key is cached for two hours, even if the issuer no longer publishes it', async () => {
  await keySets.keySet(ISSUER, 'one');
  documents['/keys'] = JSON.stringify({ keys: [key('two')] });
  const kids = async () => (await keySets.keySet(ISSUER, 'one')).jwks().keys.map(({ kid }) => kid);
  time += TWO_HOURS_MS - 1;
  expect(await kids()).toEqual(['one']);
  time += 1;
  expect(await kids()).toEqual(['two']);
});

test('a key that is not in the cached set is looked up at once', async () => {
  await keySets.keySet(ISSUER, 'one');
  documents['/keys'] = JSON.stringify({ keys: [key('one'), key('two')] });
  const keySet = await keySets.keySet(ISSUER, 'two');
  expect(keySet.jwks().keys.map(({ kid }) => kid)).toEqual(['one', 'two']);
});

test('documents that could not be read are read again', async () => {
  status = 500;
  await expect(keySets.keySet(ISSUER, 'one')).rejects.toThrow('answered 500');
  status = 200;
  await expect(keySets.keySet(ISSUER, 'one')).resolves.toBeDefined();
});

test('an issuer has 1,500 ms to answer with a document', async () => {
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  await expect(keySets.discover(ISSUER)).rejects.toThrow('aborted');
  expect(timeout).toHaveBeenCalledWith(1_500);
  timeout.mockRestore();
});

test('a key set can have 150,000 bytes', async () => {
  documents['/keys'] = keysOf(MAX_BYTES);
  await expect(keySets.keySet(ISSUER, 'one')).resolves.toBeDefined();
});

test.each<[fault: string, change: () => void, message: string]>([
  [
    'of more than 150,000 bytes',
    () => {
      documents['/keys'] = keysOf(MAX_BYTES + 1);
    },
    'more than 150000 bytes',
  ],
  [
    'that is not JSON',
    () => {
      documents['/keys'] = '<html>';
    },
    'JSON',
  ],
  [
    'that is a list',
    () => {
      documents['/keys'] = '[]';
    },
    'JSON object',
  ],
  [
    'without keys',
    () => {
      documents['/keys'] = '{}';
    },
    'JSON Web Key Set',
  ],
])('a key set %s is refused', async (_fault, change, message) => {
  change();
  await expect(keySets.keySet(ISSUER, 'one')).rejects.toThrow(message);
});

test.each<[fault: string, change: () => void, message: string]>([
  [
    'of another issuer',
    () => {
      documents['/.well-known/openid-configuration'] = discovery({ issuer: `${ISSUER}/` });
    },
    'another issuer',
  ],
  [
    'without jwks_uri',
    () => {
      documents['/.well-known/openid-configuration'] = discovery({ jwks_uri: undefined });
    },
    'no jwks_uri',
  ],
  [
    'that is a string',
    () => {
      documents['/.well-known/openid-configuration'] = '"text"';
    },
    'JSON object',
  ],
  [
    'that is missing',
    () => {
      status = 404;
    },
    'answered 404',
  ],
  [
    'that is elsewhere',
    () => {
      status = 302;
      headers = { location: '/keys' };
    },
    '',
  ],
])('a discovery document %s is refused', async (_fault, change, message) => {
  change();
  await expect(keySets.discover(ISSUER)).rejects.toThrow(message);
  expect(requests).toEqual(['/.well-known/openid-configuration']);
});
