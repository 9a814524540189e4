/**
 * A list parameter of the Query protocol. `Tags.member.1.Key` is in a list of structures, `Capabilities.member.1` is in
 * a list of strings, and `Tags=` is an empty list.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export interface QueryList {
  /** The name of the list, for example `Tags`. */
  readonly name: string;
  /** The members of a structure, for example `Key` and `Value`. Empty for a list of strings. */
  readonly members: readonly string[];
}

const MEMBER = /^(\w+)\.member\.([1-9]\d*)(?:\.(\w+))?$/;

/** Returns whether the parameter of this name is part of the list. */
export function isPartOf({ name, members }: QueryList, parameter: string): boolean {
  const [, list, , member] = MEMBER.exec(parameter) ?? [];
  const isKnown = member === undefined ? members.length === 0 : members.includes(member);
  return parameter === name || (list === name && isKnown);
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

/** Returns the strings of a list, in the order of the numbers in the parameter names. */
export function readStrings(
  { name }: QueryList,
  parameters: ReadonlyMap<string, string>,
): readonly string[] {
  const strings: [number, string][] = [];
  for (const [parameter, value] of parameters) {
    const [, list, number = ''] = MEMBER.exec(parameter) ?? [];
    if (list === name) {
      strings.push([Number(number), value]);
    }
  }
  return strings.sort(([a], [b]) => a - b).map(([, value]) => value);
}
