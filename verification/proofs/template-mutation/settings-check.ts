import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  type JsonObject,
} from '../../../packages/local-aws/src/cloudformation/json-object.ts';
import { EXPECTED_MONITORING } from './expected-monitoring.ts';
import type { ExpectedSetting } from './expected-setting.ts';
import { DESCRIBED, EXPECTED_SETTINGS } from './expected-settings.ts';
import { type Finding, finding } from './finding.ts';
import type { Path } from './mutant.ts';

const WORDS = /\w+ \w+/;

/** Of what no stack of stand-ins acts upon: its functions write no lines, and nobody is notified. */
export function monitoringFindings(template: JsonObject): readonly Finding[] {
  return unexpected(template, EXPECTED_MONITORING);
}

export function settingsFindings(template: JsonObject): readonly Finding[] {
  const undescribed = DESCRIBED.filter((path) => !WORDS.test(String(valueAt(template, path))));
  return [
    ...unexpected(template, EXPECTED_SETTINGS),
    ...undescribed.map((path) => finding(`${path.join('.')} is missing`)),
  ];
}

function unexpected(
  template: JsonObject,
  expected: readonly ExpectedSetting[],
): readonly Finding[] {
  return expected
    .filter(({ path, value }) => !isDeepStrictEqual(valueAt(template, path), value))
    .map(({ path }) => finding(`${path.slice(1).join('.')} is not as expected`));
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
