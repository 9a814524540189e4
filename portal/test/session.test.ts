import {
  InMemoryWebStorage,
  OidcClient,
  User,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts';
import { SignInEnded } from '../src/broker.ts';
import { Session, SignIn } from '../src/session.ts';

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
});

afterEach(() => {
  jest.restoreAllMocks();
  delete browser.sessionStorage;
  delete browser.history;
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

test('an error of a sign-in that this page did not start does not show its words', async () => {
  await startedState();
  const begun = beginAt({ ...REFUSAL, state: 'forged' });
  await expect(begun).rejects.toThrow();
  await expect(begun).rejects.not.toThrow('555-0100');
});

test('an issuer that wants to ask the person leads to the page with the button', async () => {
  const begun = beginAt({ error: 'login_required', state: await startedState() });
  expect(await begun).toEqual({ kind: 'signed-out' });
});

/** A session whose token ends soon, and the addresses to which it sends the browser. */
async function signedIn(secondsLeft: number, metadata: object = {}) {
  const visited: URL[] = [];
  const store = new WebStorageStateStore({ store: new InMemoryWebStorage() });
  const manager = new UserManager(
    {
      authority: ISSUER,
      client_id: 'portal',
      redirect_uri: `${ORIGIN}/`,
      post_logout_redirect_uri: `${ORIGIN}/`,
      metadata: { issuer: ISSUER, token_endpoint: `${ISSUER}/token`, ...metadata },
      userStore: store,
      stateStore: store,
      automaticSilentRenew: false,
    },
    {
      prepare: async () => ({
        navigate: async ({ url }) => {
          visited.push(new URL(url));
          return { url };
        },
        close: () => {},
      }),
      callback: async () => {},
    },
  );
  const now = Math.floor(Date.now() / 1_000);
  const exp = now + secondsLeft;
  const user = new User({
    access_token: 'first',
    id_token: 'of-alice',
    refresh_token: 'refresh',
    token_type: 'Bearer',
    scope: 'openid',
    profile: { iss: ISSUER, sub: 'alice', aud: 'portal', iat: now, exp },
    expires_at: exp,
  });
  await manager.storeUser(user);
  return { session: new Session(manager, user, 'access'), visited, manager };
}

test('a network fault during a renewal does not end the sign-in', async () => {
  const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
  const { session } = await signedIn(30);
  expect(await session.token()).toBe('first');
  expect(fetch).toHaveBeenCalledTimes(1);

  const { session: ended } = await signedIn(-1);
  const refused = ended.token();
  await expect(refused).rejects.toThrow('the issuer cannot be reached');
  await expect(refused).rejects.not.toThrow(SignInEnded);
});

test('a refresh token that the issuer refuses ends the sign-in', async () => {
  jest
    .spyOn(globalThis, 'fetch')
    .mockResolvedValue(Response.json({ error: 'invalid_grant' }, { status: 400 }));
  const { session } = await signedIn(30);
  await expect(session.token()).rejects.toThrow(SignInEnded);
});

test('a session gives no token after the person has signed out', async () => {
  const { session, visited } = await signedIn(3_600);
  expect(await session.token()).toBe('first');
  await session.signOut();
  await expect(session.token()).rejects.toThrow(SignInEnded);
  expect(visited).toEqual([]);
});

test('a sign-out does not use the refresh token any more', async () => {
  const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
  const { session } = await signedIn(30);
  await session.signOut();
  await expect(session.token()).rejects.toThrow(SignInEnded);
  expect(fetch).not.toHaveBeenCalled();
});

test('a sign-out removes the tokens even if the issuer cannot be reached', async () => {
  const { session, manager } = await signedIn(3_600);
  jest
    .spyOn(manager.metadataService, 'getEndSessionEndpoint')
    .mockRejectedValue(new TypeError('Failed to fetch'));
  await expect(session.signOut()).rejects.toThrow('Failed to fetch');
  expect(await manager.getUser()).toBeNull();
});

test('the address for signing out has the parameters of the standard and those of Amazon Cognito', async () => {
  const { session, visited } = await signedIn(3_600, { end_session_endpoint: `${ISSUER}/logout` });
  await session.signOut();
  expect(visited.map(({ pathname }) => pathname)).toEqual(['/logout']);
  expect(visited.map(({ searchParams }) => [...searchParams].sort())).toEqual([
    [
      ['client_id', 'portal'],
      ['id_token_hint', 'of-alice'],
      ['logout_uri', `${ORIGIN}/`],
      ['post_logout_redirect_uri', `${ORIGIN}/`],
    ],
  ]);
});
