import type { ServerResponse } from 'node:http';
import { CANARIES } from '../secrets/canaries.ts';
import type { AwsAnswer, Call, Fault } from './aws-server.ts';

/** What the function that makes the call observes. */
export type FaultKind = 'silence' | 'broken' | 'refused' | 'failed' | 'throttled' | 'malformed';

export interface KnownFault extends Fault {
  readonly kind: FaultKind;
  /** The calls that this fault can affect. Default: all calls. */
  readonly of?: readonly Call[];
}

const JSON_CALLS: readonly Call[] = [
  'GetSecretValue',
  'DescribeSecret',
  'PutSecretValue',
  'UpdateSecretVersionStage',
];
const XML_CALLS: readonly Call[] = [
  'GetFederationToken',
  'ListObjectsV2',
  'ListAccessKeys',
  'CreateAccessKey',
  'DeleteAccessKey',
  'GetCallerIdentity',
];
const QUERY_CALLS = XML_CALLS.filter((call) => call !== 'ListObjectsV2');

/** The number of characters that a very slow answer sends per second. */
const DRIP_CHARACTERS = 8;
const DRIP_MILLISECONDS = 1_000;

const LATER = { 'retry-after': '30' };

/** Error codes of AWS. Source: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html and the same page of the other services. */
export const KNOWN_FAULTS: readonly KnownFault[] = [
  { name: 'no answer', kind: 'silence', answer: () => undefined },
  { name: 'done, but no answer', kind: 'silence', acts: true, answer: () => undefined },
  { name: 'only the headers', kind: 'silence', acts: true, answer: (to, would) => head(to, would) },
  { name: 'half an answer', kind: 'silence', acts: true, answer: (to, would) => half(to, would) },
  { name: 'a very slow answer', kind: 'silence', acts: true, answer: drip },

  { name: 'a reset', kind: 'broken', answer: (to) => cut(to) },
  { name: 'done, but a reset', kind: 'broken', acts: true, answer: (to) => cut(to) },
  {
    name: 'a reset after the headers',
    kind: 'broken',
    acts: true,
    answer: (to, would) => head(to, would, () => cut(to)),
  },
  {
    name: 'a reset in the body',
    kind: 'broken',
    acts: true,
    answer: (to, would) => half(to, would, () => cut(to)),
  },
  {
    name: 'not HTTP',
    kind: 'broken',
    answer: (to) => to.socket?.end(`SSH-2.0 ${CANARIES.echoed}\r\n`),
  },

  error('a refusal', 'refused', 403, 'AccessDenied'),
  error('a refusal of the parameters', 'refused', 400, 'ValidationError'),
  error('a signature that has expired', 'refused', 403, 'SignatureDoesNotMatch'),
  error('a signature not yet valid', 'refused', 400, 'InvalidSignatureException', {}, JSON_CALLS),
  error('a clock too far off', 'refused', 403, 'RequestTimeTooSkewed', {}, ['ListObjectsV2']),
  error('a request that has expired', 'refused', 400, 'RequestExpired'),
  error('a stale key', 'refused', 403, 'InvalidClientTokenId', {}, QUERY_CALLS),
  error('a stale token', 'refused', 400, 'UnrecognizedClientException', {}, JSON_CALLS),
  error('a session that is unknown', 'refused', 403, 'InvalidAccessKeyId', {}, ['ListObjectsV2']),
  plain('404 without a body', 'refused', 404, ''),
  plain('a 403 page of a proxy', 'refused', 403, `<html>${CANARIES.echoed}</html>`),

  error('an error of the service', 'failed', 500, 'InternalFailure'),
  error('an unavailable service', 'failed', 503, 'ServiceUnavailable'),
  plain('a bad gateway', 'failed', 502, `<html><body>${CANARIES.echoed}</body></html>`),
  plain('504 without a body', 'failed', 504, ''),
  plain('500 with half an XML', 'failed', 500, `<ErrorResponse><Error><Code>${CANARIES.echoed}`),
  plain('500 with half a JSON', 'failed', 500, `{"__type":"${CANARIES.echoed}`),

  error('Throttling', 'throttled', 400, 'Throttling'),
  error('Throttling until later', 'throttled', 400, 'Throttling', LATER),
  error('ThrottlingException', 'throttled', 400, 'ThrottlingException'),
  error('ThrottlingException until later', 'throttled', 400, 'ThrottlingException', LATER),
  error('SlowDown', 'throttled', 503, 'SlowDown', {}, ['ListObjectsV2']),
  error('SlowDown until later', 'throttled', 503, 'SlowDown', LATER, ['ListObjectsV2']),
  plain('429 without a body', 'throttled', 429, ''),
  plain('429 until later', 'throttled', 429, `<html>${CANARIES.echoed}</html>`, LATER),

  changed('an empty body', () => ''),
  changed('a truncated body', (body) => body.slice(0, body.length / 2)),
  changed('a body after garbage', (body) => `${CANARIES.echoed}${body}`),
  changed('an HTML page', () => `<html><body>${CANARIES.echoed}<br></body></html>`),
  changed('null', () => 'null'),
  changed('a list', () => `["${CANARIES.echoed}"]`),
  changed('a string', () => `"${CANARIES.echoed}"`),
  changed('no members', () => '{}', JSON_CALLS),
  changed(
    'no members',
    (body) => body.replace(/(<\w+[^>]*>)[\s\S]*(<\/\w+>)\s*$/, '$1$2'),
    XML_CALLS,
  ),
  changed(
    'strings for numbers and dates',
    (body) => body.replaceAll(/>\d[^<]*</g, '>x<'),
    XML_CALLS,
  ),
];

function error(
  name: string,
  kind: FaultKind,
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
  of?: readonly Call[],
): KnownFault {
  const answer = (to: ServerResponse, _would: AwsAnswer, call: Call) => {
    to.writeHead(status, { 'content-type': contentTypeOf(call), ...headers });
    to.end(errorBody(code, call));
  };
  return { name, kind, answer, ...(of === undefined ? {} : { of }) };
}

/** Returns an error in AWS's format with an additional detail. The functions may log the message, but not the detail. */
function errorBody(code: string, call: Call): string {
  const words = /Signature|Skewed|Expired/.test(code)
    ? 'Signature expired: 20261121T200000Z is now earlier than 20261121T201500Z'
    : 'AWS said so.';
  if (JSON_CALLS.includes(call)) {
    return JSON.stringify({ __type: code, Message: words, Detail: CANARIES.echoed });
  }
  const fault = `<Error><Code>${code}</Code><Message>${words}</Message><Detail>${CANARIES.echoed}</Detail></Error>`;
  return call === 'ListObjectsV2' ? fault : `<ErrorResponse>${fault}</ErrorResponse>`;
}

function contentTypeOf(call: Call): string {
  return JSON_CALLS.includes(call) ? 'application/x-amz-json-1.1' : 'text/xml';
}

function plain(
  name: string,
  kind: FaultKind,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): KnownFault {
  return { name, kind, answer: (to) => to.writeHead(status, headers).end(body) };
}

function changed(name: string, change: (body: string) => string, of?: readonly Call[]): KnownFault {
  return {
    name,
    kind: 'malformed',
    acts: true,
    answer: (to, { status, headers, body }) => {
      const { 'content-length': _, ...kept } = headers;
      to.writeHead(status, kept).end(change(body));
    },
    ...(of === undefined ? {} : { of }),
  };
}

/** Sends headers that announce a body, but no body. */
function head(to: ServerResponse, would: AwsAnswer, then = () => {}): void {
  announce(to, would);
  to.write('', then);
}

function half(to: ServerResponse, would: AwsAnswer, then = () => {}): void {
  announce(to, would);
  to.write(would.body.slice(0, would.body.length / 2) || ' ', then);
}

function drip(to: ServerResponse, would: AwsAnswer): void {
  announce(to, would);
  let sent = 0;
  const timer = setInterval(() => {
    to.write(would.body.slice(sent, sent + DRIP_CHARACTERS) || ' ');
    sent += DRIP_CHARACTERS;
  }, DRIP_MILLISECONDS);
  to.on('close', () => clearInterval(timer));
}

/** Sends headers that announce a longer body than the answer contains. */
function announce(to: ServerResponse, { status, headers, body }: AwsAnswer): void {
  to.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) + 10_000 });
  to.flushHeaders();
}

function cut(to: ServerResponse): void {
  to.socket?.destroy();
}
