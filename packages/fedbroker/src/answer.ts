/** What the API, or what stands before it, has answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it is not JSON. */
  readonly body: unknown;
}
