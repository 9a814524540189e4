import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from './json-object.ts';
import type { ResourceType } from './resource-type.ts';

/** What new properties mean to a resource that exists. */
export type ResourceChange = 'none' | 'update' | 'replacement';

/**
 * Compares properties that are resolved: a reference counts as changed where it stands for something else now.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
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

/** Why the type does not take the change; undefined where it does. */
export function refusalOf(
  { fixed = {} }: ResourceType,
  before: JsonObject,
  after: JsonObject,
): string | undefined {
  const name = changedProperties(before, after).find((each) => Object.hasOwn(fixed, each));
  return name === undefined ? undefined : fixed[name];
}

function changedProperties(before: JsonObject, after: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
