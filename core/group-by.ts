/** Groups values by name. The groups are in the order of their first values. */
export function groupBy<T>(
  values: readonly T[],
  nameOf: (value: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = nameOf(value);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(value);
  }
  return groups;
}
