import {
  isObject,
  type JsonObject,
} from '../../../packages/local-aws/src/cloudformation/json-object.ts';

/** Names of members and indices of lists, from the template's root. */
export type Path = readonly (string | number)[];

export interface Mutant {
  /** `BrokerUser.Properties.PermissionsBoundary: removed` */
  readonly name: string;
  template(): JsonObject;
}

/** What a change can put in a value's place for the value to be gone. */
export const REMOVED = Symbol('removed');

/** The template with another value in this place. */
export function changedAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return replacement;
  }
  const isGone = rest.length === 0 && replacement === REMOVED;
  if (Array.isArray(value)) {
    const index = Number(step);
    return isGone
      ? value.toSpliced(index, 1)
      : value.with(index, changedAt(value[index], rest, replacement));
  }
  const { [step]: inner, ...others } = isObject(value) ? value : {};
  return isGone
    ? others
    : { ...(value as JsonObject), [step]: changedAt(inner, rest, replacement) };
}

export function nameOf(path: Path, rule: string): string {
  const [section, ...steps] = path;
  return `${(section === 'Resources' ? steps : path).join('.')}: ${rule}`;
}
