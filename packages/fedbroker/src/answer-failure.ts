import type { Answer } from './answer.ts';
import { Failure } from './failure.ts';
import type { Authorization } from './request-authorization.ts';

/** All others are `failed`. */
const KIND_OF_STATUS: Readonly<Record<number, 'usage' | 'notGranted' | 'tryLater'>> = {
  400: 'usage',
  403: 'notGranted',
  404: 'notGranted',
  429: 'tryLater',
  503: 'tryLater',
  504: 'tryLater',
};

/** What an answer other than 200 means, in the broker's form or in API Gateway's. */
export function answerFailure(answer: Answer, authorization: Authorization, url: URL): Failure {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    return notABroker(url, 'it answers with a redirect, which is not followed');
  }
  const body = Object(answer.body) as Readonly<Record<string, unknown>>;
  const kind = KIND_OF_STATUS[status] ?? 'failed';
  if (typeof body.Code === 'string' && typeof body.Message === 'string') {
    const explained = body.Code === 'AccessDenied' ? ` (${explanationOf(url)})` : '';
    const later = kind === 'tryLater' ? `; ${tryAgain(headers)}` : '';
    return new Failure(
      kind,
      `${withoutStop(body.Message)}${explained}${later} [${body.Code}, request ${body.RequestId}]`,
    );
  }
  if (kind === 'tryLater') {
    const why = status === 429 ? 'the API has too many requests' : 'the API is not available';
    return new Failure(kind, `${why} (${status}); ${tryAgain(headers)}`);
  }
  if (typeof body.message !== 'string' || status === 404) {
    return status >= 500
      ? new Failure(kind, `the API failed (${status}); try again, then tell who runs the broker`)
      : notABroker(url, `it answers ${status}`);
  }
  return status === 401 || status === 403
    ? new Failure('notLetIn', authorization.adviceOn(status, dateOf(headers)))
    : new Failure(kind, `the API answers ${status}: ${body.message}`);
}

/** Where to read why no grant covers it; a dry run knows nothing of sign-in links, and is of READ unless told. */
function explanationOf({ pathname }: URL): string {
  if (pathname.endsWith('/console')) {
    return 'fedbroker grants shows which give sign-in links';
  }
  return pathname.endsWith('/keys')
    ? 'fedbroker explain TARGET --permission LIST says why'
    : 'fedbroker explain says why';
}

/** An answer that no broker gives. */
export function notABroker({ origin, pathname }: URL, observation: string): Failure {
  return new Failure(
    'usage',
    `there is no broker's ${pathname} at ${origin} (${observation}): check FEDBROKER_URL`,
  );
}

function tryAgain(headers: Headers): string {
  const seconds = retryAfterSeconds(headers);
  return seconds === undefined ? 'try again later' : `try again in ${seconds} seconds`;
}

/** Seconds; the broker never sends the other form, a date. */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function dateOf(headers: Headers): Date | undefined {
  const milliseconds = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
