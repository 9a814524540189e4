/** An event that a client writes to a stream. */
export interface InputLogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}
