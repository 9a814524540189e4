/** The exit codes of `fedbroker`. `--help` describes them. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line, the environment, or a file that they name is wrong. */
  usage: 2,
  /** The API does not accept the caller. */
  notAccepted: 3,
  /** The API accepts the caller, but no grant or bucket policy allows the request. */
  notGranted: 4,
  tryLater: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Terminals and logs of SDKs show the message. It is one sentence that says what to do, and contains no secret. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(kind: keyof typeof EXIT, message: string) {
    super(message);
    this.name = 'Failure';
    this.exitCode = EXIT[kind];
  }
}

/** Does not use `instanceof`, because errors of Node.js come from another realm in tests. */
export function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return String(code ?? name ?? 'unknown');
}
