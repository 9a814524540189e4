/** The result of one test of the suite. */
export interface SuiteResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The traceback of a failure. */
  readonly text: string;
}

/** Matches the failure of a test because the local S3 does not support an operation, a header or a value. */
const REFUSED_BY_NAME =
  /The local AWS does not support (.*?) in S3|\((501)\) when calling|\b(501)\b/;

/** Returns the unsupported operation, header or value that made a test fail, or undefined if it failed for another reason. */
export function refusalIn({ text }: SuiteResult): string | undefined {
  const [whole, what] = REFUSED_BY_NAME.exec(text) ?? [];
  return whole === undefined ? undefined : (what ?? 'something that is 501');
}

/** Returns the first error line of a traceback. */
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
