import { EVERYDAY_CLIENTS } from './all-clients.ts';
import { type EverydayClient, type Operation, PERMISSIONS } from './everyday-client.ts';

export const NEIGHBOUR = 'neighbour';

/** The columns: each permission in the client's own folder, and READWRITE in a neighbouring folder. */
export const COLUMNS = [...PERMISSIONS, NEIGHBOUR] as const;

export type Column = (typeof COLUMNS)[number];

export function works({ works }: Operation, column: Column): boolean {
  return column !== NEIGHBOUR && works.includes(column);
}

/** Returns the lines of a Markdown table. */
export function tableLines(
  cell: (client: EverydayClient, operation: Operation, column: Column) => string,
): readonly string[] {
  return [
    `| client | operation | ${COLUMNS.join(' | ')} |`,
    `|---|---|${COLUMNS.map(() => '---|').join('')}`,
    ...EVERYDAY_CLIENTS.flatMap((client) =>
      client.operations.map((operation, index) => {
        const cells = COLUMNS.map((column) => cell(client, operation, column));
        return `| ${[index === 0 ? client.name : '', operation.name, ...cells].join(' | ')} |`;
      }),
    ),
  ];
}

/** Returns the table in docs/clients.md. `npm run test:clients -- --all` checks every cell for the installed clients. */
export function documentedTable(): readonly string[] {
  return tableLines((_, operation, column) => (works(operation, column) ? 'yes' : 'no'));
}
