import type { JsonObject } from '../../../packages/local-aws/src/cloudformation/json-object.ts';

/** `$.event = "TokenIssued"` */
const TERM = /\$[\w.]+ = "[^"]*"/g;

/** A metric filter's pattern with each of its terms gone or denied, with the other operator, and with every event. */
export function patternChanges(pattern: string): JsonObject {
  const terms = pattern.match(TERM) ?? [];
  const [operator, other] = pattern.includes('||') ? ['||', '&&'] : ['&&', '||'];
  const denied = terms.map((term): [string, unknown] => [
    `not ${term}`,
    pattern.replace(term, term.replace(' = ', ' != ')),
  ]);
  const fewer = terms.map((term): [string, unknown] => [
    `without ${term}`,
    patternOf(terms.filter((kept) => kept !== term)),
  ]);
  return {
    'every event': '{ $.event = "*" }',
    ...Object.fromEntries(denied),
    ...(terms.length > 1 && {
      ...Object.fromEntries(fewer),
      [`${other} for ${operator}`]: pattern.replaceAll(operator, other),
    }),
  };

  function patternOf(kept: readonly string[]): string {
    const joined = kept.map((term) => `(${term})`).join(` ${operator} `);
    return `{ ${kept.length === 1 ? kept[0] : joined} }`;
  }
}
