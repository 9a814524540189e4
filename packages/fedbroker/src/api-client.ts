import { parseApiUrl } from './api-url.ts';
import type { Authorization } from './authorization.ts';
import { chooseAuthorization } from './choose-authorization.ts';
import type { Options } from './command-line.ts';
import { type ApiResponse, failureOf, notABroker, retryAfterSeconds } from './error-response.ts';
import type { Host } from './host.ts';
import { isReset, networkFailure } from './network-failure.ts';
import { proxyFor } from './proxy.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Parameters that are undefined are not sent. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as the JSON of a POST. */
  readonly body?: object;
}

const REQUEST_MAX_MILLISECONDS = 10_000;

/** Limits all attempts of one call together, so a person or an SDK waits less than half a minute. */
const CALL_MAX_MILLISECONDS = 18_000;

const RETRIES_MAX = 2;

/** If the broker asks for a longer wait, the command ends and says so. */
const RETRY_AFTER_MAX_SECONDS = 5;

/** Calls the broker's API for one caller. */
export class ApiClient {
  readonly url: string;
  /** A text that is different for each caller. Knowing this text does not authenticate anybody. */
  readonly identity: string;
  readonly #authorization: Authorization;
  readonly #host: Host;

  private constructor(url: string, authorization: Authorization, host: Host) {
    this.url = url;
    this.identity = authorization.identity;
    this.#authorization = authorization;
    this.#host = host;
  }

  /** Does not call the API yet. Throws Failure if the environment or an option is wrong. */
  static async open(options: Options, host: Host): Promise<ApiClient> {
    const url = parseApiUrl(options.url ?? host.env.FEDBROKER_URL);
    return new ApiClient(url, await chooseAuthorization(options, url, host), host);
  }

  /**
   * Throws Failure unless the response is a 200 with JSON.
   *
   * @returns the JSON
   */
  async call(request: ApiRequest): Promise<unknown> {
    const url = this.#urlOf(request);
    const deadline = this.#host.now().getTime() + CALL_MAX_MILLISECONDS;
    const response = await this.#sendWithRetries(request, url, deadline);
    if (response.status !== 200) {
      throw failureOf(response, this.#authorization, url);
    }
    if (response.body === undefined) {
      throw notABroker(url, 'the response is not JSON');
    }
    return response.body;
  }

  /** The API throttles before it does any work, so every throttled request may be repeated. */
  async #sendWithRetries(request: ApiRequest, url: URL, deadline: number): Promise<ApiResponse> {
    for (let retries = 0; ; retries++) {
      const response = await this.#send(request, url, deadline);
      const wait = retryAfterSeconds(response.headers);
      const shouldRetry =
        (response.status === 429 || response.status === 503) &&
        wait !== undefined &&
        wait <= RETRY_AFTER_MAX_SECONDS &&
        this.#host.now().getTime() + wait * 1_000 < deadline;
      if (!shouldRetry || retries === RETRIES_MAX) {
        return response;
      }
      await this.#host.sleep(wait * 1_000);
    }
  }

  /** Repeats a GET once if the connection is cut. It never repeats a POST, which may have issued credentials. */
  async #send(request: ApiRequest, url: URL, deadline: number): Promise<ApiResponse> {
    const { method } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      ...(await this.#authorization.headersFor({ method, url, body })),
      ...(body === undefined ? undefined : { 'content-type': 'application/json' }),
    };
    for (let resets = 0; ; resets++) {
      const remaining = Math.max(1, deadline - this.#host.now().getTime());
      const signal = this.#host.timeLimit(Math.min(REQUEST_MAX_MILLISECONDS, remaining));
      try {
        const response = await this.#host.send({ method, url, headers, body, signal });
        return { ...response, body: parseJson(response.text) };
      } catch (error) {
        if (method !== 'GET' || resets > 0 || !isReset(error)) {
          throw networkFailure(error, url, proxyFor(url, this.#host.env));
        }
      }
    }
  }

  #urlOf({ path, query = {} }: ApiRequest): URL {
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${percentEncode(value)}`],
    );
    return new URL(`${this.url}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`);
  }
}

/** Encodes as SigV4 does, so the query that is sent is the query that is signed. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
