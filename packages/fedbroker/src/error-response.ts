import type { Authorization } from './authorization.ts';
import { Failure } from './failure.ts';
import type { HttpResponse } from './host.ts';

/** A response of the API, or of a server in front of it. */
export interface ApiResponse extends Pick<HttpResponse, 'status' | 'headers'> {
  /** Undefined if it is not JSON. */
  readonly body: unknown;
}

type Headers = HttpResponse['headers'];

/** All other statuses are `failed`. */
const KIND_OF_STATUS: Readonly<Record<number, 'usage' | 'notGranted' | 'tryLater'>> = {
  400: 'usage',
  403: 'notGranted',
  404: 'notGranted',
  429: 'tryLater',
  503: 'tryLater',
  504: 'tryLater',
};

/** Says what a response other than 200 means. The broker and API Gateway have different forms of errors. */
export function failureOf(response: ApiResponse, authorization: Authorization, url: URL): Failure {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    return notABroker(url, 'it sends a redirect, which fedbroker does not follow');
  }
  const body = Object(response.body) as Readonly<Record<string, unknown>>;
  const kind = KIND_OF_STATUS[status] ?? 'failed';
  if (typeof body.Code === 'string' && typeof body.Message === 'string') {
    const hint = body.Code === 'AccessDenied' ? ` (${whereToReadWhy(url)})` : '';
    const later = kind === 'tryLater' ? `; ${tryAgain(headers)}` : '';
    return new Failure(
      kind,
      `${withoutFullStop(body.Message)}${hint}${later} [${body.Code}, request ${body.RequestId}]`,
    );
  }
  if (kind === 'tryLater') {
    const why = status === 429 ? 'the API gets too many requests' : 'the API is not available';
    return new Failure(kind, `${why} (${status}); ${tryAgain(headers)}`);
  }
  if (typeof body.message !== 'string' || status === 404) {
    return status >= 500
      ? new Failure(kind, `the API failed (${status}); try again, then tell its operator`)
      : notABroker(url, `it responds with status ${status}`);
  }
  return status === 401 || status === 403
    ? new Failure(
        'notAccepted',
        authorization.adviceOn(status, dateOf(headers), tokenFaultIn(headers)),
      )
    : new Failure(kind, `the API responds with status ${status}: ${body.message}`);
}

/**
 * Returns advice on how to find the reason of the refusal. `fedbroker explain` does not cover sign-in links. Without
 * the option `--permission`, `fedbroker explain` assumes READ.
 */
function whereToReadWhy({ pathname }: URL): string {
  if (pathname.endsWith('/console')) {
    return 'fedbroker grants shows which grants allow sign-in links';
  }
  return pathname.endsWith('/keys')
    ? 'fedbroker explain TARGET --permission LIST says why'
    : 'fedbroker explain says why';
}

/** A failure for a response that no broker sends. */
export function notABroker({ origin, pathname }: URL, observation: string): Failure {
  return new Failure(
    'usage',
    `no broker serves ${pathname} at ${origin} (${observation}): check FEDBROKER_URL`,
  );
}

function tryAgain(headers: Headers): string {
  const seconds = retryAfterSeconds(headers);
  return seconds === undefined ? 'try again later' : `try again in ${seconds} seconds`;
}

/** The broker sends seconds. HTTP's other form, a date, is ignored. */
export function retryAfterSeconds({ retryAfter = '' }: Headers): number | undefined {
  return /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined;
}

function dateOf({ date = '' }: Headers): Date | undefined {
  const milliseconds = Date.parse(date);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html */
function tokenFaultIn({ wwwAuthenticate = '' }: Headers): string | undefined {
  return /error_description="([ !#-~]+)"/.exec(wwwAuthenticate)?.[1];
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
