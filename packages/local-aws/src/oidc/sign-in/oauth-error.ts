/** An error code of OAuth 2.0 or OpenID Connect, such as `invalid_grant`, with an explanation. */
export class OAuthError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
