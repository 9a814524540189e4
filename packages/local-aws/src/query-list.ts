/**
 * A list of structures, flattened by the Query protocol: `Tags.member.1.Key`, or `Tags=` for an empty list.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export interface QueryList {
  /** `Tags` */
  readonly name: string;
  /** `Key`, `Value` */
  readonly members: readonly string[];
}

const MEMBER = /^(\w+)\.member\.([1-9]\d*)\.(\w+)$/;

/** Returns whether the parameter of this name is part of the list. */
export function isPartOf({ name, members }: QueryList, parameter: string): boolean {
  const [, list, , member = ''] = MEMBER.exec(parameter) ?? [];
  return parameter === name || (list === name && members.includes(member));
}

/** Returns the structures in the order of their numbers, each with its members. */
export function readList(
  { name }: QueryList,
  parameters: ReadonlyMap<string, string>,
): readonly Readonly<Record<string, string>>[] {
  const structures = new Map<number, Record<string, string>>();
  for (const [parameter, value] of parameters) {
    const [, list, number = '', member = ''] = MEMBER.exec(parameter) ?? [];
    if (list === name) {
      structures.set(Number(number), { ...structures.get(Number(number)), [member]: value });
    }
  }
  return [...structures].sort(([a], [b]) => a - b).map(([, structure]) => structure);
}
