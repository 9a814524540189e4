/** What a client puts into a stream. */
export interface InputLogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}
