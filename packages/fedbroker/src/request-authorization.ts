/** A request before its headers. */
export interface UnsentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** JSON text of a POST. */
  readonly body?: string;
}

/** How the caller proves to the API who it is. */
export interface Authorization {
  /** Tells callers apart; it proves nothing. */
  readonly identity: string;
  /** Called for each request. */
  headersFor(request: UnsentRequest): Promise<Readonly<Record<string, string>>>;
  /** What to do when the gateway answers so. */
  adviceOn(status: 401 | 403, answeredAt: Date | undefined): string;
}
