import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError } from './aws-error.ts';
import type { Clock } from './clock.ts';
import type { RequestFaults } from './faults.ts';
import type { CredentialSource } from './iam/credentials.ts';
import { dropRest, IncomingBody } from './incoming-body.ts';
import { renderJsonError } from './json-protocol.ts';
import { readBody, startLoopbackServer } from './loopback-server.ts';
import { renderQueryError } from './query-protocol.ts';
import type {
  RequestHeaders,
  RequestLine,
  Service,
  ServiceResponse,
  StreamedResponse,
  StreamingService,
} from './service.ts';
import { FEDERATION_PATH } from './signin/federation-request.ts';
import { headerValues, splitUrl } from './sigv4/canonical-request.ts';
import { unsignedPayload } from './sigv4/payload.ts';
import {
  joinHeaders,
  type RequestHead,
  type SignatureExpectations,
  signingServiceOf,
  type VerifiedHead,
  verifyHeadOfS3,
  verifySignature,
} from './sigv4/verify-signature.ts';

/**
 * Bytes. No valid request to the services other than S3 is larger. S3 reads bodies piece by piece and has its own
 * limit.
 */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

type AnyService = Service | StreamingService;

export interface EndpointOptions {
  readonly region: string;
  readonly services: readonly AnyService[];
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** 0 means a free port. */
  readonly port: number;
  /** Receives every internal error of the local AWS. The client gets InternalFailure. */
  readonly onInternalError: (error: unknown) => void;
  /** By default, no faults are injected. */
  readonly faults?: RequestFaults;
  /** Receives the tracing header of each request after the request is done or refused, and before it is answered. */
  readonly onCallDone?: (traceHeader: string) => void;
}

export interface Endpoint {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the services on loopback. Each request goes to the service that its signature names. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { address, close } = await startLoopbackServer((incoming, outgoing) => {
    respond(incoming, outgoing, options).catch((error: unknown) => {
      // If a client disconnects during an upload or a download, the resulting error is not an internal error.
      if (incoming.complete && !isPrematureClose(error)) {
        options.onInternalError(error);
      }
      outgoing.destroy();
    });
  }, options.port);
  return { url: `http://${address}`, close };
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: EndpointOptions,
): Promise<void> {
  const requestId = randomUUID();
  const { method = '', url = '', rawHeaders } = incoming;
  const head: RequestHead = { method, url, rawHeaders };
  let response: StreamedResponse;
  try {
    response = await dispatch(incoming, head, requestId, options);
  } catch (error) {
    if (!(error instanceof AwsError) && incoming.errored) {
      throw error;
    }
    response = renderError(toAwsError(error, options), head, requestId, options);
  }
  await dropRest(incoming);
  const service = respondingService(head, options);
  const crossOrigin = service?.streamsBodies ? service.crossOriginHeaders(linesOf(head)) : {};
  response = { ...response, headers: { ...response.headers, ...crossOrigin } };
  const traceHeader = incoming.headers['x-amzn-trace-id'];
  if (typeof traceHeader === 'string') {
    options.onCallDone?.(traceHeader);
  }
  await send(outgoing, { method, requestId, date: options.clock.now() }, response);
}

async function dispatch(
  incoming: IncomingMessage,
  head: RequestHead,
  requestId: string,
  options: EndpointOptions,
): Promise<StreamedResponse> {
  const responding = respondingService(head, options);
  if (head.method === 'OPTIONS' && responding?.streamsBodies) {
    return responding.preflight(linesOf(head));
  }
  const anonymous = anonymousService(head, options);
  if (anonymous === undefined && isUnsignedWriteOfS3(head)) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  const line = {
    requestId,
    method: head.method,
    ...splitUrl(head.url),
    sourceIp: incoming.socket.remoteAddress ?? '',
  };
  const target = anonymous ?? findService(options, signingServiceOf(head) ?? '');
  const expectations: SignatureExpectations = {
    credentials: options.credentials,
    region: target?.streamsBodies ? target.regionOf(linesOf(head)) : options.region,
    now: options.clock.now(),
  };
  if (target?.streamsBodies) {
    const { principal, headers, payload } =
      anonymous === undefined ? verifyHeadOfS3(head, expectations) : unsigned(head, target);
    options.faults?.throwIfChosen(target.signingName);
    const body = new IncomingBody(incoming, payload);
    return target.handle({ ...line, principal, headers, body });
  }
  return dispatchWhole(incoming, head, line, { anonymous, expectations, options });
}

/**
 * Reads the whole body before the signature is verified, because the signatures of most services include a hash of the
 * body.
 */
async function dispatchWhole(
  incoming: IncomingMessage,
  head: RequestHead,
  line: Omit<RequestLine, 'headers' | 'principal'>,
  {
    anonymous,
    expectations,
    options,
  }: {
    anonymous: AnyService | undefined;
    expectations: SignatureExpectations;
    options: EndpointOptions;
  },
): Promise<ServiceResponse> {
  const body = await readBody(incoming, MAX_BODY_BYTES);
  if (body === undefined) {
    throw new AwsError(
      'EntityTooLarge',
      `The request exceeds the local AWS's limit of ${MAX_BODY_BYTES} bytes.`,
    );
  }
  const verified =
    anonymous === undefined
      ? verifySignature({ ...head, body }, expectations)
      : { ...unsigned(head, anonymous), body };
  const service = findService(options, verified.service);
  if (service === undefined || service.streamsBodies) {
    throw new AwsError(
      'NotSupportedByLocalAws',
      `The service ${verified.service} is not supported by the local AWS.`,
    );
  }
  options.faults?.throwIfChosen(service.signingName);
  return service.handle({
    ...line,
    principal: verified.principal,
    headers: verified.headers,
    body: verified.body,
  });
}

function unsigned(head: RequestHead, service: AnyService): VerifiedHead {
  return {
    principal: { kind: 'anonymous' },
    service: service.signingName,
    headers: joinHeaders(headerValues(head.rawHeaders)),
    payload: unsignedPayload(),
  };
}

/** Two services accept unsigned requests: sign-in at its path, and S3 for reads, which its bucket policies decide. */
function anonymousService(request: RequestHead, options: EndpointOptions): AnyService | undefined {
  const { rawPath, rawQuery } = splitUrl(request.url);
  if (isSigned(request)) {
    return undefined;
  }
  if (rawPath === FEDERATION_PATH) {
    return findService(options, 'signin');
  }
  const isQueryProtocol = new URLSearchParams(rawQuery).has('Action');
  return isRead(request) && !isQueryProtocol ? findService(options, 's3') : undefined;
}

/** Requests of other services are forms or JSON, and all of them go to `/`. */
function isUnsignedWriteOfS3(request: RequestHead): boolean {
  const isOfAnotherService =
    splitUrl(request.url).rawPath === '/' || headerValues(request.rawHeaders).has('x-amz-target');
  return !isRead(request) && !isSigned(request) && !isOfAnotherService;
}

function isRead({ method }: Pick<RequestHead, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isSigned(request: RequestHead): boolean {
  return (
    signingServiceOf(request) !== undefined ||
    headerValues(request.rawHeaders).has('authorization') ||
    new URLSearchParams(splitUrl(request.url).rawQuery).has('AWSAccessKeyId')
  );
}

function findService(options: EndpointOptions, signingName: string): AnyService | undefined {
  return options.services.find((service) => service.signingName === signingName);
}

function toAwsError(error: unknown, options: EndpointOptions): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  options.onInternalError(error);
  return new AwsError(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    500,
  );
}

/** Before its signature is verified. */
function linesOf({ method, url, rawHeaders }: RequestHead): RequestHeaders {
  return {
    method,
    rawPath: splitUrl(url).rawPath,
    headers: joinHeaders(headerValues(rawHeaders)),
  };
}

/** The service that the request is signed for. Without a signature, the form of the request decides. */
function respondingService(request: RequestHead, options: EndpointOptions): AnyService | undefined {
  const isRpc = request.method === 'POST' && splitUrl(request.url).rawPath === '/';
  return (
    anonymousService(request, options) ??
    findService(options, signingServiceOf(request) ?? (isRpc ? '' : 's3'))
  );
}

function renderError(
  error: AwsError,
  request: RequestHead,
  requestId: string,
  options: EndpointOptions,
): ServiceResponse {
  const service = respondingService(request, options);
  if (service !== undefined) {
    const { method } = request;
    return service.renderError(error, {
      requestId,
      method,
      rawPath: splitUrl(request.url).rawPath,
    });
  }
  return headerValues(request.rawHeaders).has('x-amz-target')
    ? renderJsonError(error, { requestId })
    : renderQueryError(error, '', requestId);
}

async function send(
  outgoing: ServerResponse,
  { method, requestId, date }: { method: string; requestId: string; date: Date },
  { status, headers, body }: StreamedResponse,
): Promise<void> {
  const hasNoBody = method === 'HEAD' || status === 204 || status === 304;
  const isStream = body instanceof Readable;
  outgoing.writeHead(status, {
    // Clients whose clock is wrong correct it by this header.
    date: date.toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...(hasNoBody || isStream ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...headers,
  });
  if (isStream && !hasNoBody) {
    await pipeline(body, outgoing);
  } else {
    outgoing.end(hasNoBody ? undefined : body);
  }
}
