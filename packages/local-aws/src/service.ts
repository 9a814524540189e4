import type { AwsError } from './aws-error.ts';
import type { Requester } from './iam/authorizer.ts';

/** A request whose signature holds, with the body decoded where the client sent it in signed chunks. */
export interface ServiceRequest extends Requester {
  readonly requestId: string;
  readonly method: string;
  /** The path as it came, still percent-encoded, without the query. */
  readonly rawPath: string;
  /** The query as it came, without `?`. */
  readonly rawQuery: string;
  /** Names in lower case; repeated headers joined by `, `. */
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
  /** The error in the service's protocol (XML, JSON 1.1); also serves for requests whose signature failed. */
  renderError(
    error: AwsError,
    request: { requestId: string; method: string; rawPath: string },
  ): ServiceResponse;
}
