import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import {
  type AuthorizationRequest,
  COMMON_SCOPES,
  readAuthorizationRequest,
  readReturn,
  readScope,
} from './authorization-request.ts';
import { DEVICE_CODE_SECONDS, Devices } from './devices.ts';
import { signedOut } from './end-session.ts';
import {
  json,
  message,
  page,
  redirect,
  type SignInRequest,
  type SignInResponse,
} from './exchange.ts';
import { ExpiringSecrets } from './expiring-secrets.ts';
import { OAuthError } from './oauth-error.ts';
import { codePage, peoplePage } from './pages.ts';
import { findClient, type Person, type SignIn } from './people.ts';
import { type Session, type SignClaims, Tokens } from './tokens.ts';

/** Seconds. Source: https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2 asks for at most 10 minutes. */
const CODE_SECONDS = 60;
const COOKIE_SECONDS = 43_200;

/** Seconds that a device waits between two requests. */
const POLL_SECONDS = 1;

/** A person and the request that they allowed. */
interface Allowed extends AuthorizationRequest {
  readonly person: Person;
  readonly authTime: number;
}

/**
 * Where people sign in: authorization code with PKCE (RFC 7636), device code (RFC 8628), refresh tokens that work once, revocation
 * (RFC 7009) and signing out. Everything else is refused. A stand-in for sign-in pages: it asks for no password.
 */
export class SignInEndpoints {
  readonly #signIn: SignIn;
  readonly #clock: Clock;
  readonly #tokens: Tokens;
  readonly #devices: Devices;
  readonly #codes: ExpiringSecrets<Allowed>;
  readonly #cookies: ExpiringSecrets<{ readonly person: Person; readonly authTime: number }>;

  constructor(signIn: SignIn, sign: SignClaims, clock: Clock) {
    this.#signIn = signIn;
    this.#clock = clock;
    this.#tokens = new Tokens(sign, clock);
    this.#devices = new Devices(clock);
    this.#codes = new ExpiringSecrets(clock, CODE_SECONDS);
    this.#cookies = new ExpiringSecrets(clock, COOKIE_SECONDS);
  }

  /** The scopes that the clients may ask for. */
  get scopes(): readonly string[] {
    const ofClients = this.#signIn.clients.flatMap(({ scopes }) => scopes);
    return [...new Set([...COMMON_SCOPES, ...ofClients])];
  }

  /** @returns undefined if there is no such endpoint */
  async handle(request: SignInRequest): Promise<SignInResponse | undefined> {
    switch (`${request.method} ${request.path}`) {
      case 'GET /authorize':
      case 'GET /device':
      case 'POST /authorize':
      case 'POST /device':
        return page(() => {
          assertOwnForm(request);
          return request.path === '/device' ? this.#device(request) : this.#authorize(request);
        });
      case 'GET /end-session':
        return page(() => {
          this.#cookies.take(request.cookies.get(cookieName(request)));
          return signedOut(this.#signIn, request.query);
        });
      case 'POST /token':
        return json(async () => this.#tokens.respond(this.#sessionFor(request.form)));
      case 'POST /device-authorization':
        return json(async () => this.#startDevice(request));
      case 'POST /revoke':
        return json(async () => {
          this.#tokens.revoke(request.form.get('token'));
          return {};
        });
      default:
        return undefined;
    }
  }

  #authorize(received: SignInRequest): SignInResponse {
    const { method, query, form, cookies } = received;
    const { client, redirectUri } = readReturn(this.#signIn, query);
    const goBack = (
      parameters: Readonly<Record<string, string>>,
      headers?: Readonly<Record<string, string>>,
    ) => redirect(redirectUri, { ...parameters, state: query.get('state') }, headers);
    try {
      const request = readAuthorizationRequest(client, redirectUri, query);
      const known = this.#cookies.get(cookies.get(cookieName(received)));
      if (query.get('prompt') === 'none') {
        if (known === undefined) {
          throw new OAuthError('login_required', 'nobody is signed in');
        }
        return goBack({ code: this.#codes.add({ ...request, ...known }) });
      }
      if (method === 'GET') {
        return { status: 200, body: peoplePage(client.clientId, this.#signIn.people) };
      }
      const signedIn = { person: this.#personIn(form), authTime: this.#seconds() };
      const code = this.#codes.add({ ...request, ...signedIn });
      const cookie = `${cookieName(received)}=${this.#cookies.add(signedIn)}`;
      return goBack({ code }, { 'set-cookie': `${cookie}; Path=/; HttpOnly; SameSite=Lax` });
    } catch (error) {
      if (!(error instanceof OAuthError)) {
        throw error;
      }
      return goBack({ error: error.code, error_description: error.message });
    }
  }

  #device({ method, query, form }: SignInRequest): SignInResponse {
    const userCode = method === 'GET' ? query.get('user_code') : form.get('user_code');
    if (userCode === null) {
      return { status: 200, body: codePage() };
    }
    const device = this.#devices.find(userCode);
    if (device === undefined) {
      throw new OAuthError('expired_token', 'The code is unknown or has expired.');
    }
    const { client, scope } = device;
    if (method === 'GET') {
      const hidden = { user_code: device.userCode };
      return { status: 200, body: peoplePage(client.clientId, this.#signIn.people, hidden) };
    }
    if (form.get('person') === '') {
      this.#devices.decide(device, 'refused');
      return message('Refused', 'You can close this page.');
    }
    const person = this.#personIn(form);
    this.#devices.decide(device, { client, scope, person, authTime: this.#seconds() });
    return message('Signed in', 'You can close this page.');
  }

  #startDevice({ form, baseUrl }: SignInRequest): object {
    const client = findClient(this.#signIn, form.get('client_id'));
    if (client === undefined) {
      throw new OAuthError('invalid_client', 'client_id is not the id of a known client');
    }
    const { deviceCode, userCode } = this.#devices.add({
      client,
      scope: readScope(client, form.get('scope')),
    });
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: `${baseUrl}/device`,
      verification_uri_complete: `${baseUrl}/device?user_code=${userCode}`,
      expires_in: DEVICE_CODE_SECONDS,
      interval: POLL_SECONDS,
    };
  }

  /** Throws OAuthError. Source: https://datatracker.ietf.org/doc/html/rfc6749#section-5.2 */
  #sessionFor(form: URLSearchParams): Session {
    const clientId = form.get('client_id');
    switch (form.get('grant_type')) {
      case 'authorization_code': {
        const allowed = this.#codes.take(form.get('code'));
        const verifier = form.get('code_verifier') ?? '';
        const challenge = createHash('sha256').update(verifier).digest('base64url');
        if (
          allowed === undefined ||
          allowed.client.clientId !== clientId ||
          allowed.redirectUri !== form.get('redirect_uri') ||
          allowed.codeChallenge !== challenge
        ) {
          throw new OAuthError(
            'invalid_grant',
            'the code is unknown, used or expired, or client_id, redirect_uri or code_verifier do not fit it',
          );
        }
        return allowed;
      }
      case 'refresh_token': {
        const session = this.#tokens.refreshed(form.get('refresh_token'), clientId);
        if (session === undefined) {
          throw new OAuthError('invalid_grant', 'the refresh token is unknown, used or expired');
        }
        return session;
      }
      case 'urn:ietf:params:oauth:grant-type:device_code':
        return this.#devices.session(form.get('device_code'), clientId);
      default:
        throw new OAuthError(
          'unsupported_grant_type',
          'grant_type must be authorization_code, refresh_token or urn:ietf:params:oauth:grant-type:device_code',
        );
    }
  }

  #personIn(form: URLSearchParams): Person {
    const person = this.#signIn.people.find(({ name }) => name === form.get('person'));
    if (person === undefined) {
      throw new OAuthError('access_denied', 'the sign-in was refused');
    }
    return person;
  }

  #seconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1_000);
  }
}

/** Browsers send the cookies of all ports of this machine to each of them, so the name contains the port. */
function cookieName({ baseUrl }: SignInRequest): string {
  return `local-sign-in-${new URL(baseUrl).port}`;
}

/** Throws OAuthError for a form of another page, which could sign a person in without their knowing. */
function assertOwnForm({ method, origin, baseUrl }: SignInRequest): void {
  if (method === 'POST' && origin !== undefined && origin !== new URL(baseUrl).origin) {
    throw new OAuthError('access_denied', `A page of ${origin} sent this form, and not this page.`);
  }
}
