import { code, type Markdown } from './markdown.ts';

/** A single value inside nested settings. */
export interface Setting {
  /** The path of the value, such as `RotationRules.AutomaticallyAfterDays` or `Tags.team`. */
  readonly name: string;
  readonly value: Markdown;
}

/** All values in an object, at any depth. */
export function settingsOf(settings: object): readonly Setting[] {
  return Object.entries(settings).flatMap(([name, value]) => leaves(name, value));
}

export function valueText(value: unknown): Markdown {
  if (value === undefined) {
    return '**missing**';
  }
  return [value]
    .flat()
    .map((item) => code(typeof item === 'string' ? item : JSON.stringify(item)))
    .join(', ');
}

function leaves(name: string, value: unknown): readonly Setting[] {
  const entries = isTagList(value)
    ? value.map(({ Key, Value }) => [Key, Value] as const)
    : typeof value === 'object' && value !== null && !isPlainList(value)
      ? Object.entries(value)
      : [];
  return entries.length === 0
    ? [{ name, value: valueText(value) }]
    : entries.flatMap(([inner, item]) => leaves(`${name}.${inner}`, item));
}

/** Some resource types have their tags in a list, others in an object. */
function isTagList(value: unknown): value is readonly { Key: string; Value: unknown }[] {
  return (
    Array.isArray(value) &&
    value.every((item) => item instanceof Object && Object.keys(item).sort().join() === 'Key,Value')
  );
}

/**
 * Whether the list contains no objects. In a list of objects, each value gets its own name with the position of its object,
 * such as `Dimensions.0.Name`.
 */
function isPlainList(value: object): boolean {
  return Array.isArray(value) && !value.some((item) => item instanceof Object);
}
