/** An entry of `CallerAccessGrantsList`, which `GET /grants` answers. */
export interface CallerGrant {
  readonly GrantId: string;
  readonly GrantScope: string;
  readonly Permission: 'LIST' | 'READ' | 'UPLOAD' | 'WRITE' | 'READWRITE';
  /** Whether the grant permits new keys only. */
  readonly CreateOnly?: boolean;
  readonly Region: string;
  readonly ValidUntil?: string;
  /** The users to act for. Only programs use such grants. */
  readonly FederatedUserNames?: readonly string[];
}

export interface CallerGrants {
  readonly Caller: {
    readonly Issuer: string;
    readonly Subject: string;
    readonly FederatedUserName: string;
  };
  readonly CallerAccessGrantsList: readonly CallerGrant[];
}

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: string;
}

/** The broker no longer accepts the token. */
export class SignInEnded extends Error {}

/** Seconds. The shortest session that STS gives. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const DURATION_SECONDS = 900;

/** The broker's HTTP API, which is at the origin of this page. */
export class Broker {
  readonly #token: () => Promise<string>;

  /** @param token returns the token of the person who is signed in */
  constructor(token: () => Promise<string>) {
    this.#token = token;
  }

  async grants(): Promise<CallerGrants> {
    return this.#request<CallerGrants>('/grants', {});
  }

  async credentials(target: string, permission: string): Promise<Credentials> {
    const { Credentials: credentials } = await this.#request<{ readonly Credentials: Credentials }>(
      '/federation-tokens',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          Target: target,
          Permission: permission,
          DurationSeconds: DURATION_SECONDS,
        }),
      },
    );
    return credentials;
  }

  async #request<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${await this.#token()}` },
    }).catch(() => {
      throw new Error('The broker cannot be reached. Check your network connection.');
    });
    if (response.ok) {
      return response.json();
    }
    const { Message, message } = await response.json().catch(() => ({}));
    switch (response.status) {
      case 401:
        throw new SignInEnded('Your sign-in has ended.');
      case 403:
        throw new Error(Message ?? message ?? 'The broker refuses this request.');
      case 429:
        throw new Error(
          'Too many people use the broker at once. Wait a few seconds and try again.',
        );
      default:
        throw new Error(Message ?? `The broker answers ${response.status}. Try again later.`);
    }
  }
}
