import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EXIT } from '../../src/failure.ts';
import { LoginToken } from '../../src/login/login-token.ts';
import { StoredLogin } from '../../src/login/stored-login.ts';
import { StubBroker } from '../stub-broker.ts';
import { TestHost, tokenOf } from '../test-host.ts';
import { ISSUER, StubIssuer } from './stub-issuer.ts';

const SIGN_IN = ['--issuer', ISSUER, '--client-id', 'cli'];

const CREDENTIALS = {
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 's',
  SessionToken: 't',
  Expiration: new Date(Date.now() + 36_000_000).toISOString(),
};

const issuer = new StubIssuer();
let broker: StubBroker;
let host: TestHost;

beforeAll(async () => {
  broker = await StubBroker.start();
  await issuer.start();
});

afterAll(() => Promise.all([broker.close(), issuer.close()]));

beforeEach(() => {
  issuer.reset();
  broker.respondWith({ body: { CallerAccessGrantsList: [] } });
  host = new TestHost();
  host.time = Date.now();
  host.env = { FEDBROKER_URL: broker.url, FEDBROKER_ISSUER_ENDPOINT: issuer.url };
  host.openBrowser = async (url) => {
    host.opened.push(url);
    comeBack(url, { code: 'code' });
  };
});

afterEach(() => host.remove());

/** What the browser does after the sign-in page. */
function comeBack(text: string, parameters: Readonly<Record<string, string>>): void {
  const asked = new URL(text).searchParams;
  issuer.nonce = asked.get('nonce') ?? '';
  const back = new URL(asked.get('redirect_uri') ?? '');
  back.search = new URLSearchParams({ state: asked.get('state') ?? '', ...parameters }).toString();
  void fetch(back);
}

/** The token that the broker got last. */
async function sentToken(): Promise<unknown> {
  await host.run('grants');
  return broker.requests.at(-1)?.headers.authorization;
}

function stateFiles(): readonly string[] {
  const folder = path.join(host.homeFolder, '.local/state/fedbroker');
  return readdirSync(folder).map((name) => path.join(folder, name));
}

function cacheFolder(): string {
  return path.join(host.homeFolder, '.cache/fedbroker');
}

test('a sign-in in the browser gives the token that later commands send', async () => {
  expect(await host.run('login', ...SIGN_IN)).toEqual({
    exitCode: EXIT.done,
    stdout: '',
    stderr:
      'fedbroker: sign in with the browser that has opened\n' +
      `fedbroker: you are signed in as alice until ${new Date(host.time + 3_600_000).toISOString()}\n`,
  });
  const [url = ''] = host.opened;
  const { origin, pathname, searchParams } = new URL(url);
  expect(`${origin}${pathname}`).toBe('https://login.example.com/authorize');
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: 'cli',
    response_type: 'code',
    code_challenge_method: 'S256',
    scope: 'openid offline_access',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
  });
  expect(await sentToken()).toMatch(/^Bearer /);
  expect(stateFiles().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
});

test.each([
  ['access', 'api'],
  ['id', 'cli'],
])('--token %s sends the token whose audience is %s', async (kind, audience) => {
  await host.run('login', ...SIGN_IN, '--token', kind);
  const [, claims = ''] = String(await sentToken()).split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).aud).toBe(audience);
});

test('an ID token expires at its own time, not at that of the access token', async () => {
  const exp = Math.floor(host.time / 1_000) + 600;
  issuer.claims = { exp };
  const until = async (kind: string) =>
    /until (.*)\n/.exec((await host.run('login', ...SIGN_IN, '--token', kind)).stderr)?.[1];
  expect([await until('id'), await until('access')]).toEqual([
    new Date(exp * 1_000).toISOString(),
    new Date(host.time + 3_600_000).toISOString(),
  ]);
});

test('the scopes, the audience and the address to return to are as the options say', async () => {
  const more = [
    '--scope',
    'openid a/b',
    '--audience',
    'api',
    '--redirect-uri',
    'http://localhost/x',
  ];
  expect((await host.run('login', ...SIGN_IN, ...more)).exitCode).toBe(EXIT.done);
  expect(Object.fromEntries(new URL(host.opened[0] ?? '').searchParams)).toMatchObject({
    scope: 'openid a/b',
    audience: 'api',
    redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/x$/),
  });
});

test('offline_access is not asked for if the issuer does not list it', async () => {
  issuer.metadata = { scopes_supported: ['openid'] };
  await host.run('login', ...SIGN_IN);
  expect(new URL(host.opened[0] ?? '').searchParams.get('scope')).toBe('openid');
});

test('without a browser, the link is printed', async () => {
  host.openBrowser = async (url) => {
    comeBack(url, { code: 'code' });
    throw Object.assign(new Error(), { code: 'ENOENT' });
  };
  const { exitCode, stderr } = await host.run('login', ...SIGN_IN);
  expect(exitCode).toBe(EXIT.done);
  expect(stderr).toMatch(/open this link .* or run fedbroker login --device\nhttps:\/\/login\./);
});

test('another page, and the answer to an older sign-in, do not end the wait for the browser', async () => {
  const statuses: number[] = [];
  host.openBrowser = async (url) => {
    const back = new URL(url).searchParams.get('redirect_uri') ?? '';
    for (const query of ['?error=access_denied', '?code=x&state=older', '']) {
      statuses.push((await fetch(`${back}${query}`)).status);
    }
    statuses.push((await fetch(`${new URL(back).origin}//`)).status);
    comeBack(url, { code: 'code' });
  };
  expect((await host.run('login', ...SIGN_IN)).exitCode).toBe(EXIT.done);
  expect(statuses).toEqual([400, 400, 400, 404]);
  expect(issuer.requests.map(({ code }) => code)).toEqual(['code']);
});

describe('without an issuer, the portal of the API', () => {
  const portal = { issuer: ISSUER, clientId: 'web', token: 'access', scope: 'openid profile' };
  const asked = () => Object.fromEntries(new URL(host.opened.at(-1) ?? '').searchParams);
  const says = (more: object = {}) => broker.respondWith({ body: { ...portal, ...more } });

  test('says where and how people sign in', async () => {
    says({ token: 'id', parameters: { audience: 'a', client_id: 'evil', scope: 'evil' } });
    expect((await host.run('login')).exitCode).toBe(EXIT.done);
    expect(broker.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/portal/config.json', undefined],
    ]);
    expect(asked()).toMatchObject({
      client_id: 'web',
      scope: 'openid profile offline_access',
      audience: 'a',
      response_type: 'code',
    });
    const [, claims = ''] = String(await sentToken()).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).aud).toBe('web');
  });

  test('does not override options', async () => {
    says({ token: 'id', parameters: { audience: 'a' } });
    const options = ['--client-id', 'cli', '--scope', 'openid x', '--audience', 'b'];
    await host.run('login', ...options, '--token', 'access');
    expect(asked()).toMatchObject({ client_id: 'cli', scope: 'openid x', audience: 'b' });
    const [, claims = ''] = String(await sentToken()).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).aud).toBe('api');
  });

  test('is not asked if an option names the issuer', async () => {
    says();
    await host.run('login', ...SIGN_IN);
    expect(broker.requests).toEqual([]);
  });

  test('names a local issuer, which renewals and logout use, too', async () => {
    delete host.env.FEDBROKER_ISSUER_ENDPOINT;
    issuer.extra = { refresh_token: 'refresh' };
    says({ issuerEndpoint: issuer.url });
    expect((await host.run('login')).exitCode).toBe(EXIT.done);
    host.time += 3_600_000;
    await sentToken();
    await host.run('logout');
    expect(issuer.requests.map(({ grant_type: type, path: at }) => type ?? at)).toEqual([
      'authorization_code',
      'refresh_token',
      '/revoke',
    ]);
  });

  test('of an API elsewhere cannot name a local issuer', async () => {
    delete host.env.FEDBROKER_ISSUER_ENDPOINT;
    const { url } = issuer;
    host.send = async () => ({
      status: 200,
      headers: {},
      text: JSON.stringify({ ...portal, issuerEndpoint: url }),
    });
    const { exitCode, stderr } = await host.run('login', '--url', 'https://api.example.com');
    expect(exitCode).toBe(EXIT.failed);
    expect(stderr).toContain('which only an API on this machine may do');
  });

  test.each([
    [
      'no portal',
      { status: 404, body: { message: 'Not Found' } },
      EXIT.usage,
      'has no portal that says where you sign in: give --issuer and --client-id',
    ],
    ['too many requests', { status: 429, body: {} }, EXIT.tryLater, 'too many requests'],
    ['a page', { body: '<html>' }, EXIT.usage, 'the response is not JSON'],
    ['other settings', { body: {} }, EXIT.usage, 'issuer is not text'],
    [
      'an issuer without TLS',
      { body: { ...portal, issuer: 'http://login.example.com' } },
      EXIT.usage,
      'must be a URL that begins with https://',
    ],
    [
      'a local issuer elsewhere',
      { body: { ...portal, issuerEndpoint: 'https://login.example.com' } },
      EXIT.failed,
      'which only an API on this machine may do',
    ],
  ])('fails if the API has %s', async (_name, response, exitCode, message) => {
    broker.respondWith(response);
    const ending = await host.run('login');
    expect(ending.exitCode).toBe(exitCode);
    expect(ending.stderr).toContain(message);
    expect(host.opened).toEqual([]);
  });

  test('fails if the API cannot be reached', async () => {
    const { exitCode, stderr } = await host.run('login', '--url', 'http://127.0.0.1:9');
    expect([exitCode, stderr]).toEqual([
      EXIT.tryLater,
      expect.stringContaining('cannot be reached (ECONNREFUSED)'),
    ]);
  });
});

test('what the issuer sends does not control the terminal', async () => {
  const name = 'alice\u001b[2J\u202e';
  issuer.claims = { preferred_username: name };
  const { stderr } = await host.run('login', ...SIGN_IN);
  expect(stderr).toContain('signed in as alice\\u001b[2J\\u202e until');
});

test('--device refuses a page that is not encrypted', async () => {
  issuer.devicePage = 'http://login.example.com/device';
  const { exitCode, stderr } = await host.run('login', ...SIGN_IN, '--device');
  expect(exitCode).toBe(EXIT.failed);
  expect(stderr).toContain('a sign-in page that is not encrypted');
});

test('--device shows a code and waits until somebody signs in with it', async () => {
  issuer.errors = ['authorization_pending'];
  const { exitCode, stderr } = await host.run('login', ...SIGN_IN, '--device');
  expect(exitCode).toBe(EXIT.done);
  expect(stderr).toContain(
    'open https://login.example.com/device and check that it shows the code BCDF-GHJK',
  );
  expect(await sentToken()).toMatch(/^Bearer /);
});

describe('a sign-in with a refresh token', () => {
  beforeEach(async () => {
    issuer.extra = { refresh_token: 'refresh-1' };
    await host.run('login', ...SIGN_IN);
    issuer.extra = { refresh_token: 'refresh-2' };
    issuer.requests.length = 0;
  });

  test('is renewed a minute before the token expires, and not earlier', async () => {
    const first = await sentToken();
    host.time += 3_539_000;
    expect(await sentToken()).toBe(first);
    host.time += 1_000;
    const second = await sentToken();
    expect(second).not.toBe(first);
    expect(await sentToken()).toBe(second);
    expect(issuer.requests).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'cli' },
    ]);
  });

  test('is renewed with the refresh token that the last renewal gave', async () => {
    host.time += 3_600_000;
    await sentToken();
    host.time += 3_600_000;
    await sentToken();
    expect(issuer.requests.map(({ refresh_token: token }) => token)).toEqual([
      'refresh-1',
      'refresh-2',
    ]);
  });

  test('is renewed once if two commands run at once, even if that takes longer than requests for credentials may wait', async () => {
    await signInBriefly();
    holdRenewal(() => host.slept.length >= 150);
    await Promise.all([host.run('grants'), host.run('grants')]);
    expect(issuer.requests).toHaveLength(1);
  });

  test('is not renewed over a newer sign-in', async () => {
    await signInBriefly();
    let signedIn: Promise<unknown> | undefined;
    let isSignedIn = false;
    issuer.extra = { refresh_token: 'newer' };
    holdRenewal(() => {
      signedIn ??= host.run('login', ...SIGN_IN).then(() => {
        isSignedIn = true;
      });
      const hasTokens = isSignedIn || host.slept.length > 0;
      issuer.extra = { refresh_token: hasTokens ? 'older' : 'newer' };
      return hasTokens;
    });
    await host.run('grants');
    await signedIn;
    const [file = ''] = stateFiles();
    expect(JSON.parse(readFileSync(file, 'utf8')).tokens.refreshToken).toBe('newer');
  });

  test('is not used if somebody else signs in before it is renewed, because the cache would mix up the two', async () => {
    host.time += 3_600_000;
    const stored = StoredLogin.of(broker.url, host);
    const token = stored && (await LoginToken.of(stored, host));
    issuer.claims = { sub: 'bob' };
    await host.run('login', ...SIGN_IN);
    await expect(token?.headersFor()).rejects.toThrow(
      /^somebody else has signed in meanwhile: run the command again$/,
    );
  });

  /** Gets a token that is due for renewal at once. The clock stays with that of the file system, by which locks age. */
  async function signInBriefly(): Promise<void> {
    issuer.extra = { refresh_token: 'refresh-1', expires_in: 30 };
    await host.run('login', ...SIGN_IN);
    issuer.extra = { refresh_token: 'refresh-2' };
    issuer.requests.length = 0;
  }

  /** Sends the request for a renewal only when the condition is met, or after two seconds. */
  function holdRenewal(isMet: () => boolean): void {
    const send = host.send;
    host.send = async (request) => {
      const isRenewal = request.body?.includes('grant_type=refresh_token');
      for (let waits = 0; isRenewal && !isMet() && waits < 1_000; waits++) {
        await setTimeout(2);
      }
      return send(request);
    };
  }

  test('that the issuer has ended tells to sign in again', async () => {
    host.time += 3_600_000;
    issuer.errors = ['invalid_grant'];
    expect(await host.run('grants')).toEqual({
      exitCode: EXIT.notAccepted,
      stdout: '',
      stderr: 'fedbroker: your sign-in has ended: run fedbroker login\n',
    });
  });

  test('is revoked and forgotten by logout, with the cached credentials', async () => {
    broker.respondWith({ body: { Credentials: CREDENTIALS } });
    await host.run('credentials', 's3://amzn-s3-demo-bucket/a/', '--format', 'json');
    expect(existsSync(cacheFolder())).toBe(true);
    const { exitCode, stderr } = await host.run('logout');
    expect([exitCode, stderr]).toEqual([EXIT.done, 'fedbroker: you are signed out\n']);
    expect(issuer.requests).toEqual([
      expect.objectContaining({ path: '/revoke', token: 'refresh-1' }),
    ]);
    expect([stateFiles(), existsSync(cacheFolder())]).toEqual([[], false]);
  });

  test('is revoked by logout even if the cache cannot be deleted, and the message names the cache', async () => {
    host.env.XDG_CACHE_HOME = host.writeFile('file', '');
    const { exitCode, stderr } = await host.run('logout');
    expect(issuer.requests).toEqual([expect.objectContaining({ path: '/revoke' })]);
    expect([exitCode, stderr]).toEqual([
      EXIT.failed,
      `fedbroker: the cached credentials in ${host.env.XDG_CACHE_HOME}/fedbroker cannot be deleted (ENOTDIR): delete this folder\n`,
    ]);
  });

  test('is not written again by a command that renews it during a logout', async () => {
    await signInBriefly();
    let signedOut: Promise<unknown> | undefined;
    const send = host.send;
    host.send = async (request) => {
      signedOut ??= host.run('logout');
      return send(request);
    };
    await host.run('grants');
    await signedOut;
    expect(stateFiles()).toEqual([]);
  });

  test('is forgotten by logout even if the issuer cannot be reached', async () => {
    host.env.FEDBROKER_ISSUER_ENDPOINT = 'http://127.0.0.1:9';
    const { exitCode, stderr } = await host.run('logout');
    expect(exitCode).toBe(EXIT.failed);
    expect(stderr).toContain('this machine has forgotten your sign-in, but the issuer did not');
    expect(stateFiles()).toEqual([]);
  });
});

test('an expired sign-in without refresh token tells to sign in again', async () => {
  await host.run('login', ...SIGN_IN);
  host.time += 3_600_000;
  expect((await host.run('grants')).stderr).toBe(
    'fedbroker: your sign-in has expired: run fedbroker login\n',
  );
});

test.each([
  [
    'Bearer scope="" error="invalid_token" error_description="the token is not valid"',
    ' (the token is not valid)',
  ],
  ['Bearer error_description="\u0085"', ''],
])(
  'a sign-in that the API refuses with %j is named with the reason, if it is printable',
  async (challenge, reason) => {
    await host.run('login', ...SIGN_IN);
    broker.respondWith({
      status: 401,
      headers: { 'www-authenticate': challenge },
      body: { message: 'Unauthorized' },
    });
    expect(await host.run('grants')).toMatchObject({
      exitCode: EXIT.notAccepted,
      stderr: `fedbroker: the API does not accept your sign-in${reason}: run fedbroker login again\n`,
    });
  },
);

test('a token file and a profile come before the sign-in, and another API has none', async () => {
  await host.run('login', ...SIGN_IN);
  const file = host.writeFile('token', tokenOf({ sub: 'file' }));
  await host.run('grants', '--token-file', file);
  expect(broker.requests.at(-1)?.headers.authorization).toBe(`Bearer ${tokenOf({ sub: 'file' })}`);
  host.env.AWS_REGION = 'us-east-1';
  expect((await host.run('grants', '--profile', 'x')).stderr).toContain('profile x');
  expect((await host.run('grants', '--url', `${broker.url}/other`)).exitCode).not.toBe(EXIT.done);
});

test('logout without a sign-in has nothing to do', async () => {
  expect(await host.run('logout')).toEqual({
    exitCode: EXIT.done,
    stdout: '',
    stderr: 'fedbroker: you are signed out\n',
  });
});

describe('login fails', () => {
  test.each([
    [
      'the person refuses',
      { error: 'access_denied' },
      EXIT.notAccepted,
      'the sign-in was refused (access_denied)',
    ],
    [
      'the issuer does not accept the scopes',
      { error: 'invalid_scope' },
      EXIT.usage,
      'give others with --scope',
    ],
  ])('if %s', async (_name, answer, exitCode, message) => {
    host.openBrowser = async (url) => comeBack(url, answer);
    const ending = await host.run('login', ...SIGN_IN);
    expect([ending.exitCode, ending.stdout]).toEqual([exitCode, '']);
    expect(ending.stderr).toContain(message);
    expect(issuer.requests).toEqual([]);
  });

  test('if nobody signs in within five minutes', async () => {
    host.openBrowser = async () => {
      host.speedup = 300_000;
    };
    const { exitCode, stderr } = await host.run('login', ...SIGN_IN);
    expect(exitCode).toBe(EXIT.notAccepted);
    expect(stderr).toContain('nobody signed in within five minutes');
  });

  test.each([
    [
      'the ID token is for another sign-in',
      () => {
        host.openBrowser = async (url) => {
          comeBack(url, { code: 'code' });
          issuer.nonce = 'other';
        };
      },
      'the sign-in failed',
    ],
    [
      'the code is refused',
      () => {
        issuer.errors = ['invalid_grant'];
        issuer.description = 'not quoted';
      },
      'the issuer does not accept the code of the sign-in',
    ],
    [
      'the issuer is another one',
      () => {
        issuer.metadata = { issuer: 'https://evil.example.com' };
      },
      `${ISSUER} serves no OpenID configuration with this URL as its issuer: check the URL`,
    ],
    [
      'the clock of this machine is wrong',
      () => {
        issuer.claims = { exp: Math.floor(host.time / 1_000) - 3_600 };
      },
      'the ID token is not valid at the time of this machine: check its clock',
    ],
    [
      'the sign-in page is not encrypted',
      () => {
        issuer.metadata = { authorization_endpoint: 'http://login.example.com/authorize' };
      },
      'a sign-in page that is not encrypted',
    ],
    [
      'the address for tokens is not encrypted',
      () => {
        issuer.metadata = { token_endpoint: 'http://login.example.com/token' };
      },
      'http://login.example.com, which is not encrypted',
    ],
    [
      'the issuer cannot be reached',
      () => {
        host.env.FEDBROKER_ISSUER_ENDPOINT = 'http://127.0.0.1:9';
      },
      'cannot be reached (ECONNREFUSED)',
    ],
  ])('if %s, with a message of its own', async (_name, spoil, message) => {
    spoil();
    const { exitCode, stdout, stderr } = await host.run('login', ...SIGN_IN);
    expect([exitCode === EXIT.done, stdout]).toEqual([false, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('not quoted');
  });

  test.each([
    ['a code that is in the RFC', 'invalid_client', undefined, EXIT.usage, 'invalid_client'],
    [
      'a description',
      'invalid_client',
      'AADSTS7000218: needs a secret.',
      EXIT.usage,
      'invalid_client: AADSTS7000218: needs a secret.',
    ],
    ['another code', 'constructor', 'no', EXIT.failed, 'constructor: no'],
    [
      'control characters',
      'server_error',
      ' \u001b[2J\r\nfedbroker:\u202e gone\u2028',
      EXIT.failed,
      'server_error: [2J fedbroker: gone',
    ],
    [
      'a long description',
      'server_error',
      '😀'.repeat(1_000),
      EXIT.failed,
      `server_error: ${'😀'.repeat(486)}…`,
    ],
    ['no text', 'server_error', { refresh_token: 'secret' }, EXIT.failed, 'server_error'],
  ])('with the error of the issuer: %s', async (_name, error, description, exitCode, shown) => {
    issuer.errors = [error];
    issuer.description = description;
    const ending = await host.run('login', ...SIGN_IN, '--scope', 'api');
    expect(ending.exitCode).toBe(exitCode);
    expect(ending.stderr.endsWith(` (${shown})\n`)).toBe(true);
    expect(ending.stderr).not.toContain('openid');
  });

  test('with the error that the browser brings from the sign-in page', async () => {
    host.openBrowser = async (url) =>
      comeBack(url, { error: 'access_denied', error_description: 'Not assigned.' });
    const { stderr } = await host.run('login', ...SIGN_IN);
    expect(stderr).toContain('the sign-in was refused (access_denied: Not assigned.)\n');
  });

  test.each([
    ['no client', ['--issuer', ISSUER], 'Give --client-id with --issuer'],
    [
      'an issuer without TLS',
      ['--issuer', 'http://login.example.com', '--client-id', 'cli'],
      'begins with https://',
    ],
    [
      'a redirect elsewhere',
      [...SIGN_IN, '--redirect-uri', 'http://example.com/'],
      'must be on this machine',
    ],
  ])('with %s', async (_name, options, message) => {
    const { exitCode, stderr } = await host.run('login', ...options);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining(message)]);
  });

  test.each([
    ['api', { id_token: undefined }, true],
    ['openid api', { id_token: undefined }, false],
    ['api', { access_token: undefined }, false],
  ])(
    'with the scope %s and the response %j, and advises openid: %j',
    async (scope, extra, isAdvised) => {
      issuer.extra = extra;
      const { exitCode, stderr } = await host.run('login', ...SIGN_IN, '--scope', scope);
      expect(exitCode).toBe(EXIT.failed);
      expect(stderr.includes('add openid to --scope')).toBe(isAdvised);
      expect(stderr).toContain('(OAUTH_INVALID_RESPONSE)');
    },
  );

  test('with an address of a local issuer that is elsewhere', async () => {
    host.env.FEDBROKER_ISSUER_ENDPOINT = 'https://login.example.com';
    expect((await host.run('login', ...SIGN_IN)).stderr).toContain('must be a URL on this machine');
  });
});

test('a damaged file of the sign-in is not used, and logout removes it', async () => {
  await host.run('login', ...SIGN_IN);
  writeFileSync(stateFiles()[0] ?? '', '{}');
  const { exitCode, stderr } = await host.run('grants');
  expect(exitCode).toBe(EXIT.usage);
  expect(stderr).toContain('cannot be used (it is damaged): delete it and run fedbroker login');
  await host.run('logout');
  expect(stateFiles()).toEqual([]);
});

test('no sign-in is found if XDG_STATE_HOME is a file', async () => {
  Object.assign(host.env, { AWS_REGION: 'us-east-1', XDG_STATE_HOME: host.writeFile('file', '') });
  expect((await host.run('grants')).stderr).toContain('there are no AWS credentials');
});

test('if the lock of a renewal cannot be written, the message names the file of the sign-in', async () => {
  const renewal = StoredLogin.of(broker.url, host)?.whileLocked(async () => undefined);
  await expect(renewal).rejects.toThrow(
    /^the file of your sign-in, \S+, cannot be used \(ENOENT\)/,
  );
});
