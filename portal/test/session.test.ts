import { InMemoryWebStorage, User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { SignInEnded } from '../src/broker.ts';
import { Session } from '../src/session.ts';

const ISSUER = 'https://id.example.com';
const ORIGIN = 'https://files.example.com';

/** What this file replaces, because Node.js has no page. */
const browser = globalThis as unknown as Record<string, unknown>;

beforeEach(() => {
  browser.sessionStorage = new InMemoryWebStorage();
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  delete browser.sessionStorage;
});

/** A session whose token ends after this time, and the addresses to which it sends the browser. */
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

test('after a sign-out, the token is not renewed', async () => {
  const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
  const { session, manager } = await signedIn(30);
  const renewal = jest.spyOn(manager, 'signinSilent');
  await session.signOut();
  await expect(session.token()).rejects.toThrow(SignInEnded);
  expect(renewal).not.toHaveBeenCalled();
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

const REVOCATION = { revocation_endpoint: `${ISSUER}/revoke` };

function sentForms(fetch: jest.SpiedFunction<typeof globalThis.fetch>) {
  return fetch.mock.calls.map(([url, init]) => ({
    url,
    form: Object.fromEntries(new URLSearchParams(String(init?.body))),
  }));
}

test('a sign-out revokes the refresh token before the browser leaves the page', async () => {
  const { session, visited } = await signedIn(3_600, {
    ...REVOCATION,
    end_session_endpoint: `${ISSUER}/logout`,
  });
  let visitedBefore: number | undefined;
  const fetch = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    // Time enough to leave the page, if the sign-out did not wait.
    await new Promise((resolve) => setTimeout(resolve, 50));
    visitedBefore = visited.length;
    return new Response();
  });
  await session.signOut();
  expect(visitedBefore).toBe(0);
  expect(sentForms(fetch)).toEqual([
    {
      url: `${ISSUER}/revoke`,
      form: { token: 'refresh', token_type_hint: 'refresh_token', client_id: 'portal' },
    },
  ]);
  expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', keepalive: true });
  expect(visited).toHaveLength(1);
});

test('a sign-out revokes the refresh token of a renewal that still runs', async () => {
  const { session, manager } = await signedIn(30, REVOCATION);
  const renewed = new User({
    access_token: 'second',
    refresh_token: 'next refresh',
    token_type: 'Bearer',
    profile: { iss: ISSUER, sub: 'alice', aud: 'portal', iat: 0, exp: 0 },
  });
  let answer: (user: User) => void = () => {};
  jest.spyOn(manager, 'signinSilent').mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const fetch = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
  const token = session.token();
  const out = session.signOut();
  answer(renewed);
  await expect(token).rejects.toThrow(SignInEnded);
  await out;
  expect(sentForms(fetch)).toMatchObject([{ form: { token: 'next refresh' } }]);
});

test.each([
  ['does not answer', () => new Promise<Response>(() => {})],
  ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['refuses', async () => Response.json({ error: 'invalid_client' }, { status: 401 })],
])('an issuer that %s when a token is revoked does not stop the sign-out', async (_, answer) => {
  const { session, visited, manager } = await signedIn(3_600, {
    ...REVOCATION,
    end_session_endpoint: `${ISSUER}/logout`,
  });
  jest.spyOn(globalThis, 'fetch').mockImplementation(answer);
  jest.useFakeTimers();
  const out = session.signOut();
  await jest.advanceTimersByTimeAsync(3_000);
  await out;
  expect(visited).toHaveLength(1);
  expect(await manager.getUser()).toBeNull();
});
