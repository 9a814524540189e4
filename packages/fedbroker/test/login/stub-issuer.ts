import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenOf } from '../test-host.ts';

export const ISSUER = 'https://login.example.com/tenant';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

/** An issuer without sign-in pages. It answers each request to its token endpoint as a test says. */
export class StubIssuer {
  /** The fields of the requests to the token endpoint, and the path of each other request. */
  readonly requests: Record<string, string>[] = [];
  /** The answers of the token endpoint; after the last one, tokens. */
  errors: string[] = [];
  /** The description of these errors. */
  description: unknown = undefined;
  /** In each token response, beside the tokens. */
  extra: Readonly<Record<string, unknown>> = {};
  /** In each token. */
  claims: Readonly<Record<string, unknown>> = {};
  devicePage = '';
  /** In the discovery document. */
  metadata: Readonly<Record<string, unknown>> = {};
  nonce = '';
  #issued = 0;
  readonly #server: Server = createServer(async (request, response) => {
    const [status, body] = await this.#respond(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });

  /** Where it can be reached on this machine. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  reset(): void {
    this.requests.length = 0;
    this.errors = [];
    this.description = undefined;
    this.extra = {};
    this.claims = {};
    this.devicePage = 'https://login.example.com/device';
    this.metadata = { scopes_supported: ['openid', 'offline_access'] };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #respond(request: IncomingMessage): Promise<readonly [number, object]> {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    switch (request.url) {
      case '/tenant/.well-known/openid-configuration':
        return [200, this.#discovery()];
      case '/token':
        return this.#token(Object.fromEntries(new URLSearchParams(text)));
      case '/device':
        return [
          200,
          {
            device_code: 'device',
            user_code: 'BCDF-GHJK',
            verification_uri: this.devicePage,
            expires_in: 600,
            interval: 1,
          },
        ];
      default:
        this.requests.push({
          path: String(request.url),
          ...Object.fromEntries(new URLSearchParams(text)),
        });
        return [200, {}];
    }
  }

  #discovery(): object {
    return {
      issuer: ISSUER,
      authorization_endpoint: 'https://login.example.com/authorize',
      token_endpoint: `${this.url}/token`,
      revocation_endpoint: `${this.url}/revoke`,
      device_authorization_endpoint: `${this.url}/device`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      grant_types_supported: ['authorization_code', 'refresh_token', DEVICE],
      ...this.metadata,
    };
  }

  #token(fields: Record<string, string>): readonly [number, object] {
    this.requests.push(fields);
    const error = this.errors.shift();
    if (error !== undefined) {
      return [400, { error, error_description: this.description }];
    }
    const seconds = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: ISSUER,
      sub: 'alice',
      iat: seconds,
      exp: seconds + 3_600,
      ...this.claims,
    };
    const isCode = fields.grant_type === 'authorization_code';
    return [
      200,
      {
        access_token: tokenOf({ ...claims, aud: 'api', number: ++this.#issued }),
        id_token: tokenOf({
          ...claims,
          aud: fields.client_id,
          ...(isCode ? { nonce: this.nonce } : {}),
        }),
        token_type: 'Bearer',
        expires_in: 3_600,
        ...this.extra,
      },
    ];
  }
}
