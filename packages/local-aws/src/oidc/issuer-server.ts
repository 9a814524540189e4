import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../loopback-server.ts';
import type { IssuerDocuments } from './issuer-documents.ts';
import { urlBelow } from './issuer-url.ts';
import type { SignInResponse } from './sign-in/exchange.ts';
import type { SignInEndpoints } from './sign-in/sign-in-endpoints.ts';

const BODY_MAX_BYTES = 65_536;

/** Lets web pages of any origin read the JSON answers. These answers do not depend on cookies. */
const ANY_ORIGIN = { 'access-control-allow-origin': '*' };

/**
 * A page on the internet can let its own host name lead to this machine (DNS rebinding), and could then read the tokens of the
 * people here.
 */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost):\d+$/;

/** Answers the requests to an issuer on this machine. */
export class IssuerServer {
  /** Where people sign in. Undefined if nobody can. */
  signIn: SignInEndpoints | undefined;
  readonly #documents: IssuerDocuments;
  /** The path of the issuer, without a slash at its end. */
  readonly #path: string;

  constructor(issuer: string, documents: IssuerDocuments) {
    this.#documents = documents;
    this.#path = new URL(urlBelow(issuer, '/')).pathname.replace(/\/$/, '');
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, body } = await this.#respond(incoming);
    const isPage = typeof body === 'string';
    response.writeHead(status, {
      'cache-control': 'no-store',
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
      ...(isPage
        ? { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }
        : ANY_ORIGIN),
      ...headers,
    });
    response.end(isPage ? body : JSON.stringify(body));
  }

  async #respond(incoming: IncomingMessage): Promise<SignInResponse> {
    const { method = '', url = '', headers } = incoming;
    if (!OWN_HOST.test(headers.host ?? '') || !URL.canParse(url, 'http://127.0.0.1')) {
      return { status: 400, body: { error: 'invalid_request' } };
    }
    const baseUrl = `http://${headers.host}${this.#path}`;
    if (method === 'GET') {
      const document = await this.#documents.at(
        url,
        this.signIn && { url: baseUrl, scopes: this.signIn.scopes },
      );
      if (document !== undefined) {
        return { status: 200, body: document };
      }
    }
    const body = await readBody(incoming, BODY_MAX_BYTES);
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    const answer = pathname.startsWith(`${this.#path}/`)
      ? await this.signIn?.handle({
          method,
          path: pathname.slice(this.#path.length),
          query: searchParams,
          form: new URLSearchParams(body?.toString()),
          cookies: cookiesIn(headers.cookie),
          origin: headers.origin,
          baseUrl,
        })
      : undefined;
    return answer ?? { status: 404, body: { error: 'not_found' } };
  }
}

function cookiesIn(header = ''): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', value = '']) => [name, value]));
}
