/** A test of the suite that did run. */
export interface SuiteResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The traceback of a failure. */
  readonly text: string;
}

/** A test that stops because the local S3 refuses an operation, header or value by its name. */
const REFUSED_BY_NAME =
  /The local AWS does not support (.*?) in S3|\((501)\) when calling|\b(501)\b/;

/** Returns what a failed test asked for that the local S3 refuses by name. */
export function refusalIn({ text }: SuiteResult): string | undefined {
  const [whole, what] = REFUSED_BY_NAME.exec(text) ?? [];
  return whole === undefined ? undefined : (what ?? 'something that is 501');
}

/** Returns the last line of a failure that says what was wrong. */
export function faultIn({ text }: SuiteResult): string {
  const errors = text.split('\n').filter((line) => line.startsWith('E  '));
  return (errors[0] ?? text).slice(1).trim();
}

export function readResults(lines: string): readonly SuiteResult[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
