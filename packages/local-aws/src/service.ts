import type { Readable } from 'node:stream';
import type { AwsError } from './aws-error.ts';
import type { Requester } from './iam/authorizer.ts';

/** What a request says before its signature is verified. */
export interface RequestHeaders {
  readonly method: string;
  /** The path as received, percent-encoded, without the query. */
  readonly rawPath: string;
  /** Names are in lower case. Repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request whose signature is valid, without its body. */
export interface RequestLine extends Requester, RequestHeaders {
  readonly requestId: string;
  /** The query as received, without `?`. */
  readonly rawQuery: string;
  readonly sourceIp: string;
}

export interface ServiceRequest extends RequestLine {
  readonly body: Buffer;
}

/** A request with a body that can be larger than memory. */
export interface StreamedRequest extends RequestLine {
  readonly body: RequestBody;
}

/**
 * The content of a body, without the chunk headers. It can be read once, piece by piece.
 *
 * The last checks of the signature follow the last piece, so do not store the content before the iteration has ended.
 * The iteration throws AwsError if the body does not match the signature.
 */
export interface RequestBody extends AsyncIterable<Buffer> {
  /** The trailers of a chunked body, available after the last piece. Names are in lower case. */
  readonly trailers: Readonly<Record<string, string>>;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface StreamedResponse extends Omit<ServiceResponse, 'body'> {
  /** If the body is a stream, `headers` must contain `content-length`. */
  readonly body: string | Buffer | Readable;
}

interface CommonService {
  /** The service's name in a signature's credential scope: `s3`, `sts`, `iam`, `secretsmanager`, `logs`. */
  readonly signingName: string;
  /** Writes the error in the service's protocol (XML, JSON 1.1), also for requests whose signature is wrong. */
  renderError(
    error: AwsError,
    request: { requestId: string; method: string; rawPath: string },
  ): ServiceResponse;
}

/** One AWS service behind the endpoint. */
export interface Service extends CommonService {
  readonly streamsBodies?: false;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
}

/**
 * A service that reads bodies piece by piece. The endpoint reads and discards the rest of a body that the service has
 * not read.
 */
export interface StreamingService extends CommonService {
  readonly streamsBodies: true;
  /** The Region that a request must be signed for. */
  regionOf(request: RequestHeaders): string;
  /** Answers an OPTIONS request. Browsers send it without a signature. Throws AwsError. */
  preflight(request: RequestHeaders): ServiceResponse;
  /** The headers of an answer that let a page of another origin read it. */
  crossOriginHeaders(request: RequestHeaders): Readonly<Record<string, string>>;
  handle(request: StreamedRequest): Promise<StreamedResponse>;
}
