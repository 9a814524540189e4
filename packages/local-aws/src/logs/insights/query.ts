import { type Expression, readExpression } from './expression.ts';
import { malformedQuery } from './malformed-query.ts';
import { TokenReader } from './token-reader.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
export const MAX_ROWS = 10_000;

export type Aggregation = 'count' | 'count_distinct' | 'latest';

export interface Column {
  readonly name: string;
  readonly expression: Expression;
}

export interface Aggregate {
  readonly name: string;
  readonly aggregation: Aggregation;
  /** If undefined, counts whole records. */
  readonly field?: string;
}

export interface SortKey {
  readonly name: string;
  readonly descending: boolean;
}

export type Command =
  | { readonly kind: 'fields'; readonly columns: readonly Column[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | {
      readonly kind: 'stats';
      readonly aggregates: readonly Aggregate[];
      readonly by: readonly string[];
    }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly rows: number };

const COMMANDS = ['fields', 'filter', 'stats', 'sort', 'limit'] as const;

/**
 * Parses the commands of a query.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 *
 * @throws AwsError MalformedQueryException
 */
export function parseCommands(query: string): readonly Command[] {
  const tokens = new TokenReader(query);
  const commands = [readCommand(tokens)];
  while (!tokens.isAtEnd) {
    tokens.expect('|');
    commands.push(readCommand(tokens));
  }
  return commands;
}

function readCommand(tokens: TokenReader): Command {
  const kind = tokens.expect(...COMMANDS);
  switch (kind) {
    case 'fields':
      return { kind, columns: tokens.list(() => readColumn(tokens)) };
    case 'filter':
      return { kind, condition: readExpression(tokens) };
    case 'stats':
      return {
        kind,
        aggregates: tokens.list(() => readAggregate(tokens)),
        by: tokens.accept('by') === undefined ? [] : tokens.list(() => tokens.expectKind('word')),
      };
    case 'sort':
      return { kind, keys: tokens.list(() => readSortKey(tokens)) };
    case 'limit':
      return { kind, rows: readRows(tokens) };
  }
}

function readColumn(tokens: TokenReader): Column {
  const expression = readExpression(tokens);
  if (tokens.accept('as') !== undefined) {
    return { name: tokens.expectKind('word'), expression };
  }
  if (expression.kind !== 'field') {
    throw malformedQuery('A column that is not a field needs a name: EXPRESSION as NAME');
  }
  return { name: expression.name, expression };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
function readAggregate(tokens: TokenReader): Aggregate {
  const aggregation = tokens.expect('count', 'count_distinct', 'latest');
  tokens.expect('(');
  const field =
    aggregation === 'count' && tokens.accept('*') !== undefined
      ? undefined
      : tokens.expectKind('word');
  tokens.expect(')');
  tokens.expect('as');
  return { aggregation, field, name: tokens.expectKind('word') };
}

/** Descending by default. */
function readSortKey(tokens: TokenReader): SortKey {
  const name = tokens.expectKind('word');
  return { name, descending: tokens.accept('asc', 'desc') !== 'asc' };
}

function readRows(tokens: TokenReader): number {
  const rows = Number(tokens.expectKind('number'));
  if (!Number.isInteger(rows) || rows < 1 || rows > MAX_ROWS) {
    throw malformedQuery(`limit must be from 1 to ${MAX_ROWS}`);
  }
  return rows;
}
