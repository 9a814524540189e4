import type { Answer } from './answer.ts';
import { answerFailure, notABroker, retryAfterSeconds } from './answer-failure.ts';
import { parseApiUrl } from './api-url.ts';
import { authorizationOf } from './authorization.ts';
import type { Host } from './host.ts';
import { isReset, networkFailure } from './network-failure.ts';
import type { Options } from './options.ts';
import type { Authorization } from './request-authorization.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Those that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** What becomes the JSON of a POST. */
  readonly body?: object;
}

const REQUEST_MAX_MILLISECONDS = 10_000;

/** All attempts of one call, so that a person or an SDK waits less than half a minute. */
const CALL_MAX_MILLISECONDS = 18_000;

const RETRIES_MAX = 2;

/** Whoever is told to wait longer had better know. */
const RETRY_AFTER_MAX_SECONDS = 5;

/** The broker's API as one caller sees it. */
export class ApiClient {
  readonly url: string;
  /** Tells callers apart; it proves nothing. */
  readonly identity: string;
  readonly #authorization: Authorization;
  readonly #host: Host;

  private constructor(url: string, authorization: Authorization, host: Host) {
    this.url = url;
    this.identity = authorization.identity;
    this.#authorization = authorization;
    this.#host = host;
  }

  /** Throws Failure where the environment or an option is wrong; calls nothing of the API. */
  static async open(options: Options, host: Host): Promise<ApiClient> {
    const url = parseApiUrl(options.url ?? host.env.FEDBROKER_URL);
    return new ApiClient(url, await authorizationOf(options, url, host), host);
  }

  /** @returns the JSON of a 200; throws Failure for all else */
  async call(request: ApiRequest): Promise<unknown> {
    const url = this.#urlOf(request);
    const deadline = this.#host.now().getTime() + CALL_MAX_MILLISECONDS;
    const answer = await this.#answer(request, url, deadline);
    if (answer.status !== 200) {
      throw answerFailure(answer, this.#authorization, url);
    }
    if (answer.body === undefined) {
      throw notABroker(url, 'it answers something else than JSON');
    }
    return answer.body;
  }

  /** Throttling is answered before any work is done, so that every request may be repeated. */
  async #answer(request: ApiRequest, url: URL, deadline: number): Promise<Answer> {
    for (let retries = 0; ; retries++) {
      const answer = await this.#send(request, url, deadline);
      const wait = retryAfterSeconds(answer.headers);
      const isWorthIt =
        (answer.status === 429 || answer.status === 503) &&
        wait !== undefined &&
        wait <= RETRY_AFTER_MAX_SECONDS &&
        this.#host.now().getTime() + wait * 1_000 < deadline;
      if (!isWorthIt || retries === RETRIES_MAX) {
        return answer;
      }
      await this.#host.sleep(wait * 1_000);
    }
  }

  /** A POST whose connection was cut may have issued credentials, so only a GET is sent again, once. */
  async #send(request: ApiRequest, url: URL, deadline: number): Promise<Answer> {
    const { method } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const authorization = await this.#authorization.headersFor({ method, url, body });
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    for (let resets = 0; ; resets++) {
      try {
        return await this.#fetch(
          url,
          { method, headers: { ...authorization, ...type }, body },
          deadline,
        );
      } catch (error) {
        if (method !== 'GET' || resets > 0 || !isReset(error)) {
          throw networkFailure(error, url);
        }
      }
    }
  }

  async #fetch(url: URL, init: RequestInit, deadline: number): Promise<Answer> {
    const remaining = Math.max(1, deadline - this.#host.now().getTime());
    const response = await this.#host.fetch(url, {
      ...init,
      // A token goes nowhere but to the URL that its owner has given.
      redirect: 'manual',
      signal: this.#host.timeLimit(Math.min(REQUEST_MAX_MILLISECONDS, remaining)),
    });
    const { status, headers } = response;
    return { status, headers, body: parseJson(await response.text()) };
  }

  #urlOf({ path, query = {} }: ApiRequest): URL {
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${percentEncode(value)}`],
    );
    return new URL(`${this.url}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`);
  }
}

/** As SigV4 writes it, so that what is signed and what is sent are one. */
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
