/** A request before the headers that prove who sends it. */
export interface UnsentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** The JSON text of a POST. */
  readonly body?: string;
}

/** How the client proves to the API who the caller is. */
export interface Authorization {
  /** A text that is different for each caller. Knowing this text does not authenticate anybody. */
  readonly identity: string;
  /** Called for each request. */
  headersFor(request: UnsentRequest): Promise<Readonly<Record<string, string>>>;
  /**
   * Says what to do when the API's gateway refuses the caller.
   *
   * @param fault what is wrong with the token, as the gateway says
   */
  adviceOn(status: 401 | 403, respondedAt: Date | undefined, fault: string | undefined): string;
}
