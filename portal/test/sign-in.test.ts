import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { SignIn } from '../src/sign-in.ts';

const ISSUER = 'https://id.example.com';
const ORIGIN = 'https://files.example.com';

const CONFIGURATION = {
  issuer: ISSUER,
  clientId: 'portal',
  token: 'access',
  scope: 'openid',
  parameters: {},
  region: 'us-east-1',
} as const;

/** What this file replaces, because Node.js has no page. */
const browser = globalThis as unknown as Record<string, unknown>;

beforeEach(() => {
  browser.sessionStorage = new InMemoryWebStorage();
  browser.history = { replaceState: () => {} };
  browser.window = { self: { location: { assign: () => {} } } };
});

afterEach(() => {
  jest.restoreAllMocks();
  delete browser.sessionStorage;
  delete browser.history;
  delete browser.window;
  delete browser.location;
});

/** @returns the state of a sign-in that this page has started */
async function startedState(): Promise<string> {
  const client = new OidcClient({
    authority: ISSUER,
    client_id: 'portal',
    redirect_uri: `${ORIGIN}/`,
    metadata: { issuer: ISSUER, authorization_endpoint: `${ISSUER}/authorize` },
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });
  const { url } = await client.createSigninRequest({});
  return String(new URL(url).searchParams.get('state'));
}

function beginAt(parameters: Readonly<Record<string, string>>) {
  const search = `?${new URLSearchParams(parameters)}`;
  browser.location = { origin: ORIGIN, href: `${ORIGIN}/${search}`, search };
  return new SignIn(CONFIGURATION).begin();
}

const REFUSAL = { error: 'access_denied', error_description: 'call 555-0100' };

test('a refused sign-in says why', async () => {
  await expect(beginAt({ ...REFUSAL, state: await startedState() })).rejects.toThrow(
    'The sign-in failed: call 555-0100.',
  );
});

test('the page does not show the error text of a sign-in that it did not start', async () => {
  await startedState();
  const begun = beginAt({ ...REFUSAL, state: 'forged' });
  await expect(begun).rejects.toThrow();
  await expect(begun).rejects.not.toThrow('555-0100');
  await expect(begun).rejects.not.toThrow('cannot connect');
});

test('if the issuer must ask the person, the page shows the button to sign in', async () => {
  const begun = beginAt({ error: 'login_required', state: await startedState() });
  expect(await begun).toEqual({ kind: 'signed-out' });
});

test('an issuer that the page cannot connect to is named, with what an administrator can check', async () => {
  jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
  const begun = beginAt({ code: 'code', state: await startedState() });
  await expect(begun).rejects.toThrow('cannot connect to the issuer id.example.com.');
  await expect(new SignIn(CONFIGURATION).start()).rejects.toThrow('connectOrigins');
});
