/** A stream of text that somebody reads. */
export interface Output {
  readonly isTerminal: boolean;
  /** Settles when the reader has room for more. Throws ReaderGone. */
  write(text: string): Promise<void>;
}

/** The reader has closed its end, as `head` does when it has enough. */
export class ReaderGone extends Error {}

/**
 * Set in the environment of what the credential chain runs: a profile's `credential_process` may be this program, which
 * would run the same profile again, without end.
 */
export const NESTED = 'FEDBROKER_NESTED';

/** As SigV4 takes them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What the client has of its process and machine. */
export interface Host {
  readonly version: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Undefined where files have no numeric owners (Windows). */
  readonly userId?: number;
  readonly fetch: typeof fetch;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  /** Aborts when the time is up, with a TimeoutError. */
  timeLimit(milliseconds: number): AbortSignal;
  /**
   * AWS's default credential chain; the chain itself keeps what it found and renews it.
   *
   * @param profile left out, as the environment says
   */
  awsCredentials(profile?: string): () => Promise<AwsCredentials>;
  /**
   * The region that a profile of AWS's configuration files names.
   *
   * @param profile left out, as the environment says
   */
  profileRegion(profile?: string): Promise<string | undefined>;
  openBrowser(url: string): Promise<void>;
}
