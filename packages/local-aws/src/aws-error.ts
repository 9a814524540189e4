/**
 * An error that AWS documents. Each service writes it in the form of its protocol.
 *
 * Clients see `code` as the name of the error (`AccessDenied`, `NoSuchBucket`). `status` is the HTTP status. `fields`
 * are elements that a service adds beside code and message.
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
