/** Ends the process with these figures as the last line of its output; before it stands what the function logs. */
export function report(figures: Readonly<Record<string, number>>): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
}

export function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => process.exit(1));
}
