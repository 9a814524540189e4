import { OAuthError } from './oauth-error.ts';
import { messagePage } from './pages.ts';

/** A request to one of the endpoints. */
export interface SignInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fields of a POST. */
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** The origin of the page that sends a form. Undefined if the request does not come from a page. */
  readonly origin: string | undefined;
  /** The URL of the issuer on this machine, without a slash at the end. */
  readonly baseUrl: string;
}

export interface SignInResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A page as text, or a JSON document. */
  readonly body?: string | object;
}

/** Sends the browser to the URL, with more parameters. */
export function redirect(
  url: string,
  parameters: Readonly<Record<string, string | null>>,
  headers: Readonly<Record<string, string>> = {},
): SignInResponse {
  const extended = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) {
      extended.searchParams.set(name, value);
    }
  }
  return { status: 303, headers: { location: extended.href, ...headers } };
}

export function message(title: string, text: string): SignInResponse {
  return { status: 200, body: messagePage(title, text) };
}

/** Shows errors as a page. */
export function page(respond: () => SignInResponse): SignInResponse {
  try {
    return respond();
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    return { status: 400, body: messagePage('Not possible', error.message) };
  }
}

export async function json(respond: () => Promise<object>): Promise<SignInResponse> {
  try {
    return { status: 200, body: await respond() };
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    const status = error.code === 'invalid_client' ? 401 : 400;
    return { status, body: { error: error.code, error_description: error.message } };
  }
}
