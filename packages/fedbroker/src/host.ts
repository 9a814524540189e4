/** Standard output or standard error. */
export interface Output {
  readonly isTerminal: boolean;
  /** Resolves when the reader is ready for more. Throws ReaderGone. */
  write(text: string): Promise<void>;
}

/** The reader has closed the pipe, as `head` does after ten lines. */
export class ReaderGone extends Error {}

/**
 * This variable is set for the `credential_process` of the caller's profile. If that process is `fedbroker` itself, it
 * stops instead of starting the same profile again and again.
 */
export const NESTED = 'FEDBROKER_NESTED';

/** The caller's own credentials, which sign requests. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The settings of a profile. */
export type Settings = Readonly<Record<string, string | undefined>>;

/**
 * The sections of the AWS config and credentials files, by profile name. An `sso-session` section has the key
 * `sso-session.NAME`.
 */
export type Profiles = Readonly<Record<string, Settings>>;

/** Where the caller's AWS credentials come from. */
export interface CredentialSource {
  readonly kind: 'environment' | 'profile' | 'web-identity' | 'machine';
  /** The name of the profile, if `kind` is `profile`. */
  readonly profile?: string;
  /** The settings of the profile. */
  readonly settings: Settings;
  /** The Region in the AWS config or credentials file. */
  readonly region?: string;
  /**
   * A text that is different for each caller. Undefined if `kind` is `machine`: the access key id then identifies the
   * caller.
   */
  readonly identity?: string;
  /** The serial numbers of the MFA devices whose codes are needed to get the credentials. */
  readonly mfaSerials: readonly string[];
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Aborts the request. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** The headers that the client reads. */
  readonly headers: {
    readonly date?: string;
    readonly retryAfter?: string;
    readonly contentType?: string;
    readonly wwwAuthenticate?: string;
  };
  readonly text: string;
}

/** The process and machine that the client runs on. Tests replace it. */
export interface Host {
  readonly version: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether a person can answer questions. */
  readonly canAsk: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined if the user has no home folder, as in some containers. */
  readonly homeFolder?: string;
  /** Undefined if files have no numeric owners (Windows). */
  readonly userId?: number;
  /** Sends a request, through a proxy if the environment names one. Throws if there is no response. */
  send(request: HttpRequest): Promise<HttpResponse>;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  /** Aborts with a TimeoutError when the time is up. */
  timeLimit(milliseconds: number): AbortSignal;
  /** Reads AWS's configuration files. Missing files are empty. */
  profiles(): Promise<Profiles>;
  /**
   * Returns a function that gets credentials. It keeps them, and gets new ones when they expire soon.
   *
   * @param mfaCode returns the code of an MFA device
   */
  awsCredentials(
    source: CredentialSource,
    mfaCode: (serial: string) => Promise<string>,
  ): () => Promise<AwsCredentials>;
  /** Asks the person at the terminal. */
  ask(question: string): Promise<string>;
  /** Throws Failure if no browser opens the URL. */
  openBrowser(url: string): Promise<void>;
}
