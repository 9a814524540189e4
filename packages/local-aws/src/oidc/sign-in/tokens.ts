import type { Clock } from '../../clock.ts';
import type { TokenScope } from './authorization-request.ts';
import { ExpiringSecrets } from './expiring-secrets.ts';
import type { Claims, Person } from './people.ts';

/** What a token response is made from. */
export interface Session extends TokenScope {
  readonly person: Person;
  readonly nonce?: string;
  /** When the person signed in, in seconds since 1970. */
  readonly authTime: number;
}

/** Seconds. */
const ID_AND_ACCESS_SECONDS = 3_600;
const REFRESH_SECONDS = 86_400;

export type SignClaims = (
  claims: Claims,
  options: { readonly lifetimeSeconds: number },
) => Promise<string>;

/** Makes the tokens of signed-in people. */
export class Tokens {
  readonly #sign: SignClaims;
  readonly #refresh: ExpiringSecrets<Session>;

  constructor(sign: SignClaims, clock: Clock) {
    this.#sign = sign;
    this.#refresh = new ExpiringSecrets(clock, REFRESH_SECONDS);
  }

  /** Returns the body of a token response. Source: https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse */
  async respond(session: Session): Promise<object> {
    const { person, client, scope, nonce, authTime } = session;
    const lifetime = { lifetimeSeconds: ID_AND_ACCESS_SECONDS };
    const { clientId, audience } = client;
    const [accessToken, idToken] = await Promise.all([
      this.#sign({ ...person.claims, aud: audience, client_id: clientId, scope }, lifetime),
      this.#sign(
        {
          ...person.claims,
          aud: clientId,
          auth_time: authTime,
          ...(nonce === undefined ? {} : { nonce }),
        },
        lifetime,
      ),
    ]);
    return {
      access_token: accessToken,
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: ID_AND_ACCESS_SECONDS,
      scope,
      ...(scope.split(' ').includes('offline_access')
        ? { refresh_token: this.#refresh.add(session) }
        : {}),
    };
  }

  /** Takes a refresh token, which works once. Returns undefined if it is not known or not the client's. */
  refreshed(refreshToken: string | null, clientId: string | null): Session | undefined {
    const session = this.#refresh.take(refreshToken);
    return session?.client.clientId === clientId ? session : undefined;
  }

  /** Forgets a refresh token. An unknown one is no error. Source: https://datatracker.ietf.org/doc/html/rfc7009 */
  revoke(refreshToken: string | null): void {
    this.#refresh.take(refreshToken);
  }
}
