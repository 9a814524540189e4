import type { Readable } from 'node:stream';
import type { AwsError } from './aws-error.ts';
import type { Requester } from './iam/authorizer.ts';

/** A request whose signature is valid, without its body. */
export interface RequestLine extends Requester {
  readonly requestId: string;
  readonly method: string;
  /** The path as received, percent-encoded, without the query. */
  readonly rawPath: string;
  /** The query as received, without `?`. */
  readonly rawQuery: string;
  /** Names are in lower case. Repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
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
  /** The Region that a request must be signed for. By default, that of the account. */
  regionOf?(request: { readonly rawPath: string; readonly host: string | undefined }): string;
  handle(request: StreamedRequest): Promise<StreamedResponse>;
}
