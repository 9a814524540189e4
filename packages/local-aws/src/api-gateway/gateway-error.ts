/**
 * An answer that API Gateway itself makes: a status and `{"message"}`. `logged` are access log variables with the
 * reason. The caller sees the reason only in `headers`, if at all.
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
