import { ApiClient } from '../api-client.ts';
import { regionOf } from '../api-url.ts';
import type { Invocation } from '../command-line.ts';
import { formatDuration } from '../duration.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import { fieldsOf, listOf, numberOf, textOf } from '../response-fields.ts';
import { visible } from '../terminal-text.ts';

/** Prints the caller's grants as a table. Throws Failure. */
export async function grants({ options }: Invocation, host: Host): Promise<ExitCode> {
  const api = await ApiClient.open(options, host);
  const response = await api.call({ method: 'GET', path: '/grants' });
  const list = listOf(fieldsOf(response, 'grants'), 'CallerAccessGrantsList');
  const regions = new Set([...list.map(({ Region }) => Region), regionOf(api.url)]);
  regions.delete(undefined);
  const rows = list.map((grant) => {
    const { Console: allowsConsole, CreateOnly: createOnly, FederatedUserNames: names } = grant;
    const { Region: region, ValidUntil: end } = grant;
    return [
      textOf(grant, 'GrantId'),
      textOf(grant, 'Permission'),
      formatDuration(numberOf(grant, 'MaxDurationSeconds')),
      textOf(grant, 'GrantScope'),
      [
        ...(createOnly === true ? ['new keys only'] : []),
        ...(typeof region === 'string' && regions.size > 1 ? [`in ${region}`] : []),
        ...(typeof end === 'string' ? [`until ${end}`] : []),
        ...(allowsConsole === true ? ['console'] : []),
        ...(Array.isArray(names) ? [`--name ${names.join(', ')}`] : []),
      ].join('  '),
    ].map(visible);
  });
  await host.stdout.write(alignedLines(rows));
  if (rows.length === 0) {
    await host.stderr.write('fedbroker: you have no grants\n');
  }
  return EXIT.done;
}

function alignedLines(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
