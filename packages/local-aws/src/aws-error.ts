/**
 * An error that AWS documents. Each service writes it in the shape of its own protocol.
 *
 * `code` is what clients see as the error's name (`AccessDenied`, `NoSuchBucket`);
 * `status` is the HTTP status; `fields` are elements that the service adds beside code and message.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}
