import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';
import type { Clock } from './clock.ts';
import type { RequestFaults } from './faults.ts';
import type { CredentialSource } from './iam/credentials.ts';
import { renderJsonError } from './json-protocol.ts';
import { readBody, startLoopbackServer } from './loopback-server.ts';
import { renderQueryError } from './query-protocol.ts';
import type { Service, ServiceRequest, ServiceResponse } from './service.ts';
import { FEDERATION_PATH } from './signin/federation-request.ts';
import { headerValues, splitUrl } from './sigv4/canonical-request.ts';
import {
  joinHeaders,
  type SignedRequest,
  signingServiceOf,
  verifySignature,
} from './sigv4/verify-signature.ts';

/** Bytes. S3 accepts 5 GB in one request; tests and demos on a laptop need far less. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface EndpointOptions {
  readonly region: string;
  readonly services: readonly Service[];
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
      // A client that disconnects in the middle of a body is not an internal error.
      if (incoming.complete) {
        options.onInternalError(error);
      }
      outgoing.destroy();
    });
  }, options.port);
  return { url: `http://${address}`, close };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: EndpointOptions,
): Promise<void> {
  const requestId = randomUUID();
  const method = incoming.method ?? '';
  const url = incoming.url ?? '';
  const head: Omit<SignedRequest, 'body'> = { method, url, rawHeaders: incoming.rawHeaders };
  const body = await readBody(incoming, MAX_BODY_BYTES);
  let response: ServiceResponse;
  try {
    if (body === undefined) {
      throw new AwsError(
        'EntityTooLarge',
        `The request exceeds the local AWS's limit of ${MAX_BODY_BYTES} bytes.`,
      );
    }
    const sourceIp = incoming.socket.remoteAddress ?? '';
    response = await dispatch({ ...head, body }, requestId, sourceIp, options);
  } catch (error) {
    response = renderError(toAwsError(error, options), head, requestId, options);
  }
  const traceHeader = incoming.headers['x-amzn-trace-id'];
  if (typeof traceHeader === 'string') {
    options.onCallDone?.(traceHeader);
  }
  send(outgoing, { method, requestId, date: options.clock.now() }, response);
}

async function dispatch(
  request: SignedRequest,
  requestId: string,
  sourceIp: string,
  options: EndpointOptions,
): Promise<ServiceResponse> {
  const anonymous = anonymousService(request, options);
  if (anonymous === undefined && isUnsignedWriteOfS3(request)) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  const verified = anonymous
    ? {
        principal: { kind: 'anonymous' } as const,
        service: anonymous.signingName,
        headers: joinHeaders(headerValues(request.rawHeaders)),
        body: request.body,
      }
    : verifySignature(request, {
        credentials: options.credentials,
        region: options.region,
        now: options.clock.now(),
      });
  const service = findService(options, verified.service);
  if (service === undefined) {
    throw new AwsError(
      'NotSupportedByLocalAws',
      `The service ${verified.service} is not supported by the local AWS.`,
    );
  }
  options.faults?.throwIfChosen(service.signingName);
  const serviceRequest: ServiceRequest = {
    requestId,
    method: request.method,
    ...splitUrl(request.url),
    headers: verified.headers,
    body: verified.body,
    principal: verified.principal,
    sourceIp,
  };
  return service.handle(serviceRequest);
}

/** Two services accept unsigned requests: sign-in at its path, and S3 for reads, which its bucket policies decide. */
function anonymousService(
  request: Omit<SignedRequest, 'body'>,
  options: EndpointOptions,
): Service | undefined {
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
function isUnsignedWriteOfS3(request: Omit<SignedRequest, 'body'>): boolean {
  const isOfAnotherService =
    splitUrl(request.url).rawPath === '/' || headerValues(request.rawHeaders).has('x-amz-target');
  return !isRead(request) && !isSigned(request) && !isOfAnotherService;
}

function isRead({ method }: Pick<SignedRequest, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isSigned(request: Omit<SignedRequest, 'body'>): boolean {
  return (
    signingServiceOf(request) !== undefined ||
    headerValues(request.rawHeaders).has('authorization') ||
    new URLSearchParams(splitUrl(request.url).rawQuery).has('AWSAccessKeyId')
  );
}

function findService(options: EndpointOptions, signingName: string): Service | undefined {
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

/** Uses the protocol of the service that the request is signed for. Without one, the form of the request decides. */
function renderError(
  error: AwsError,
  request: Omit<SignedRequest, 'body'>,
  requestId: string,
  options: EndpointOptions,
): ServiceResponse {
  const signingName = signingServiceOf(request);
  const headers = headerValues(request.rawHeaders);
  const isRpc = request.method === 'POST' && splitUrl(request.url).rawPath === '/';
  const service =
    anonymousService(request, options) ?? findService(options, signingName ?? (isRpc ? '' : 's3'));
  if (service !== undefined) {
    const { method } = request;
    return service.renderError(error, {
      requestId,
      method,
      rawPath: splitUrl(request.url).rawPath,
    });
  }
  return headers.has('x-amz-target')
    ? renderJsonError(error, { requestId })
    : renderQueryError(error, '', requestId);
}

function send(
  outgoing: ServerResponse,
  { method, requestId, date }: { method: string; requestId: string; date: Date },
  response: ServiceResponse,
): void {
  const hasNoBody = method === 'HEAD' || response.status === 204 || response.status === 304;
  outgoing.writeHead(response.status, {
    // Clients whose clock is wrong correct it by this header.
    date: date.toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...(hasNoBody ? {} : { 'content-length': Buffer.byteLength(response.body) }),
    ...response.headers,
  });
  outgoing.end(hasNoBody ? undefined : response.body);
}
