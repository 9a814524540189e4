import type { LogRecord } from './evaluate-expression.ts';
import type { Value } from './expression.ts';
import type { Aggregate } from './query.ts';

/**
 * Returns one record for each group of records with the same values, or the same missing values, in the fields `by`.
 */
export function statistics(
  records: readonly LogRecord[],
  aggregates: readonly Aggregate[],
  by: readonly string[],
): readonly LogRecord[] {
  return groupsOf(records, by).map(
    ({ values, members }) =>
      new Map<string, Value>([
        ...by.map((name, index) => [name, values[index]] as const),
        ...aggregates.map(
          (aggregate) => [aggregate.name, aggregateOf(aggregate, members)] as const,
        ),
      ]),
  );
}

interface Group {
  readonly values: readonly Value[];
  readonly members: LogRecord[];
}

function groupsOf(records: readonly LogRecord[], by: readonly string[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const record of records) {
    const values = by.map((name) => record.get(name));
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { values, members: [] };
    group.members.push(record);
    groups.set(id, group);
  }
  return [...groups.values()];
}

function aggregateOf({ aggregation, field }: Aggregate, members: readonly LogRecord[]): Value {
  if (field === undefined) {
    return members.length;
  }
  const values = members.map((record) => record.get(field)).filter((value) => value !== undefined);
  switch (aggregation) {
    case 'count':
      return values.length;
    case 'count_distinct':
      return new Set(values).size;
    case 'latest':
      return values.at(-1);
  }
}
