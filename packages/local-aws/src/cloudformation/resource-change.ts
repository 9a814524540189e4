import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from './json-object.ts';
import type { ResourceType } from './resource-type.ts';

/** The effect of new properties on an existing resource. */
export type ResourceChange = 'none' | 'update' | 'replacement';

/**
 * Compares resolved properties, so a reference counts as changed if its value is now different.
 * Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
export function changeOf(
  { replacing = [], update }: ResourceType,
  before: JsonObject,
  after: JsonObject,
): ResourceChange {
  const changed = changedProperties(before, after);
  if (changed.length === 0) {
    return 'none';
  }
  return update === undefined || changed.some((name) => replacing.includes(name))
    ? 'replacement'
    : 'update';
}

/** Returns why the type does not support the change, or undefined if it does. */
export function refusalOf(
  { fixed = {} }: ResourceType,
  before: JsonObject,
  after: JsonObject,
): string | undefined {
  const name = changedProperties(before, after).find((each) => Object.hasOwn(fixed, each));
  return name === undefined ? undefined : fixed[name];
}

export function changedProperties(before: JsonObject, after: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
