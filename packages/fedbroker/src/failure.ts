/** What `fedbroker` ends with; `--help` says the same. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line, the environment or a file of theirs is wrong. */
  usage: 2,
  /** The API does not know or take the caller. */
  notLetIn: 3,
  /** The caller is known, and may not have it. */
  notGranted: 4,
  tryLater: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The message is shown on a terminal and kept by SDKs: one sentence that says what to do, no secret in it. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(kind: keyof typeof EXIT, message: string) {
    super(message);
    this.name = 'Failure';
    this.exitCode = EXIT[kind];
  }
}

/** Also of errors whose class is another realm's, such as those of `fetch` and `node:fs`. */
export function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return String(code ?? name ?? 'unknown');
}
