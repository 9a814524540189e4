import {
  isObject,
  type JsonObject,
} from '../../../packages/local-aws/src/cloudformation/json-object.ts';

/** Types by logical id. */
export type ResourceTypes = ReadonlyMap<string, string>;

const FOREIGN_ACCOUNT = '999988887777';

/** A reference leads to another resource of its type; text that is put together has one of its parts different. */
export function referenceChanges(value: JsonObject, types: ResourceTypes): JsonObject {
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (name === 'AWS::AccountId') {
    return { 'another account': FOREIGN_ACCOUNT };
  }
  if (typeof name === 'string') {
    return otherReferences(name, types, (id) => ({ Ref: id }));
  }
  if (Array.isArray(attribute)) {
    const [id, ...rest] = attribute;
    return otherReferences(id, types, (other) => ({ 'Fn::GetAtt': [other, ...rest] }));
  }
  return Array.isArray(join) ? joinChanges(join[1], types) : {};
}

function otherReferences(
  id: string,
  types: ResourceTypes,
  referenceTo: (id: string) => JsonObject,
): JsonObject {
  const others = [...types].filter(([other, type]) => other !== id && type === types.get(id));
  return Object.fromEntries(others.map(([other]) => [`${other} instead`, referenceTo(other)]));
}

function joinChanges(parts: readonly unknown[], types: ResourceTypes): JsonObject {
  const joined = (changed: readonly unknown[]) => ({ 'Fn::Join': ['', changed] });
  const changes: [string, unknown][] = [['changed', joined([...parts, '-changed'])]];
  parts.forEach((part, index) => {
    if (isObject(part)) {
      changes.push([`any ${Object.values(part)[0]}`, joined(parts.with(index, '*'))]);
      for (const [rule, other] of Object.entries(referenceChanges(part, types))) {
        changes.push([rule, joined(parts.with(index, other))]);
      }
    }
  });
  const end = parts.at(-1);
  if (typeof end === 'string' && !end.endsWith('*')) {
    const pattern = end.replace(/[^/:]*$/, '*');
    changes.push(['anything at its end', joined(parts.with(-1, pattern))]);
  }
  return Object.fromEntries(changes);
}
