/**
 * An answer that API Gateway makes itself: `{"message"}` with a status.
 * `logged` are the access log's variables that tell the reason, which the caller learns from `headers` at most.
 */
export class GatewayError extends Error {
  readonly status: number;
  readonly logged: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    logged: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'GatewayError';
    this.status = status;
    this.logged = logged;
    this.headers = headers;
  }
}
