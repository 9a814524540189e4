import { code, type Markdown } from './markdown.ts';

/** One value in a nest of settings. */
export interface Setting {
  /** `RotationRules.AutomaticallyAfterDays`, `Tags.team` */
  readonly name: string;
  readonly value: Markdown;
}

/** All values in an object, however deep. */
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

/** Some types have their tags as a list, others as an object. */
function isTagList(value: unknown): value is readonly { Key: string; Value: unknown }[] {
  return (
    Array.isArray(value) &&
    value.every((item) => item instanceof Object && Object.keys(item).sort().join() === 'Key,Value')
  );
}

/** A list of objects is shown by the position of each: `Dimensions.0.Name`. */
function isPlainList(value: object): boolean {
  return Array.isArray(value) && !value.some((item) => item instanceof Object);
}
