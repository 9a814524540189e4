import type { AwsError } from './aws-error.ts';
import type { Requester } from './iam/authorizer.ts';

/** A request whose signature is valid. A body in signed chunks is already decoded. */
export interface ServiceRequest extends Requester {
  readonly requestId: string;
  readonly method: string;
  /** The path as received, percent-encoded, without the query. */
  readonly rawPath: string;
  /** The query as received, without `?`. */
  readonly rawQuery: string;
  /** Names are in lower case. Repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One AWS service behind the endpoint. */
export interface Service {
  /** The service's name in a signature's credential scope: `s3`, `sts`, `iam`, `secretsmanager`, `logs`. */
  readonly signingName: string;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  /** Writes the error in the service's protocol (XML, JSON 1.1), also for requests whose signature is wrong. */
  renderError(
    error: AwsError,
    request: { requestId: string; method: string; rawPath: string },
  ): ServiceResponse;
}
