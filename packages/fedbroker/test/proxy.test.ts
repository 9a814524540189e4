import { proxyFor } from '../src/proxy.ts';

const API = 'https://broker.example.com/grants';

/** Returns the proxy as text. */
function proxyOf(url: string, env: Readonly<Record<string, string>>): string | undefined {
  return proxyFor(new URL(url), env)?.href;
}

test.each<readonly [Readonly<Record<string, string>>, string | undefined]>([
  [{}, undefined],
  [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:1' }, 'http://lower:1/'],
  [{ https_proxy: '', HTTPS_PROXY: 'http://upper:1' }, undefined],
  [{ HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: '//proxy:3128' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: 'https://user:p%40ss@proxy' }, 'https://user:p%40ss@proxy/'],
  [{ HTTP_PROXY: 'http://proxy:3128', ALL_PROXY: 'http://all:1' }, undefined],
])('with %j, the proxy is %s', (env, proxy) => {
  expect(proxyOf(API, env)).toBe(proxy);
});

test.each([
  ['broker.example.com', true],
  ['example.com', true],
  ['.example.com', true],
  ['EXAMPLE.COM', true],
  ['localhost, example.com', true],
  ['broker.example.com:443', false],
  ['*', true],
  ['*.example.com', false],
  ['ample.com', false],
  ['', false],
  [',', false],
])('NO_PROXY=%s exempts broker.example.com: %s', (NO_PROXY, isExempt) => {
  const proxy = proxyOf(API, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY });
  expect(proxy === undefined).toBe(isExempt);
});

test('NO_PROXY can name a port', () => {
  const env = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'broker.example.com:8443' };
  expect(proxyOf('https://broker.example.com:8443', env)).toBeUndefined();
  expect(proxyOf('https://broker.example.com', env)).toBeDefined();
});

test.each(['http://127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787'])(
  '%s never uses a proxy, because the connection is not encrypted',
  (url) => {
    expect(proxyOf(url, { HTTP_PROXY: 'http://proxy:3128' })).toBeUndefined();
  },
);

test.each(['socks5://proxy:1080', 'http://', 'http://pro xy'])(
  'HTTPS_PROXY=%s is refused, and the message does not quote it',
  (HTTPS_PROXY) => {
    expect(() => proxyOf(API, { HTTPS_PROXY })).toThrow(
      /^HTTPS_PROXY must be like http:\/\/proxy\.example\.com:3128$/,
    );
  },
);
