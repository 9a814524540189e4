import type { JsonObject } from '../../../packages/local-aws/src/cloudformation/json-object.ts';

/** A statement's conditions, operator → key → values, with each operator weaker and each key with any value. */
export function conditionChanges(condition: JsonObject): JsonObject {
  const operators = Object.keys(condition).filter((operator) => operator !== 'Null');
  const changes = operators.flatMap((operator): [string, unknown][] => {
    const { [operator]: keys, ...others } = condition;
    const weaker = operator.startsWith('ForAllValues:')
      ? operator.replace('ForAllValues', 'ForAnyValue')
      : `${operator}IfExists`;
    return [
      [weaker, { ...others, [weaker]: keys }],
      ...Object.keys(keys as JsonObject).map((key): [string, unknown] => [
        `any ${key}`,
        withAny(condition, operator, key),
      ]),
    ];
  });
  return Object.fromEntries(changes);
}

/** `*` is a pattern to the operators that end in `Like` alone. */
function withAny(condition: JsonObject, operator: string, key: string): JsonObject {
  const like = operator.replace(/Equals$/, 'Like');
  const { [operator]: keys, ...others } = condition;
  const { [key]: _, ...rest } = keys as JsonObject;
  const before = like === operator ? rest : (others[like] as JsonObject | undefined);
  const kept = like === operator || Object.keys(rest).length === 0 ? {} : { [operator]: rest };
  return { ...others, ...kept, [like]: { ...before, [key]: '*' } };
}
