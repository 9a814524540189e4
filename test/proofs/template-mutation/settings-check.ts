import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../../local-aws/cloudformation/json-object.ts';
import { DESCRIBED, EXPECTED_SETTINGS } from './expected-settings.ts';
import { type Finding, finding } from './finding.ts';
import type { Path } from './mutant.ts';

const WORDS = /\w+ \w+/;

export function settingsFindings(template: JsonObject): readonly Finding[] {
  const wrong = EXPECTED_SETTINGS.filter(
    ({ path, value }) => !isDeepStrictEqual(valueAt(template, path), value),
  );
  const undescribed = DESCRIBED.filter((path) => !WORDS.test(String(valueAt(template, path))));
  return [
    ...wrong.map(({ path }) => finding(`${path.slice(1).join('.')} is not as expected`)),
    ...undescribed.map((path) => finding(`${path.join('.')} is missing`)),
  ];
}

function valueAt(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    return valueAt(value[Number(step)], rest);
  }
  return isObject(value) ? valueAt(value[step], rest) : undefined;
}
