import { Ajv, type AnySchema } from 'ajv';
import fc from 'fast-check';
import { parseConfiguration } from '../core/configuration/configuration.ts';
import { parseGrantCases } from '../core/configuration/grant-case-parser.ts';
import { parseGrants } from '../core/grants/grant.ts';
import { InvalidInput } from '../core/problems.ts';
import configurationSchema from '../schemas/federation-broker.schema.json' with { type: 'json' };
import casesSchema from '../schemas/grants.cases.schema.json' with { type: 'json' };
import grantsSchema from '../schemas/grants.schema.json' with { type: 'json' };
import { staleFiles } from '../tools/generate/generated-files.ts';
import configurations from './cases/configurations.json' with { type: 'json' };
import grantCases from './cases/grant-cases.json' with { type: 'json' };
import grants from './cases/grants.json' with { type: 'json' };
import scopes from './cases/scopes.json' with { type: 'json' };
import targets from './cases/targets.json' with { type: 'json' };
import { parseTarget } from './core/aws/parse-target.ts';
import { parseScope } from './core/grants/parse-scope.ts';

interface Case {
  readonly name: string;
  readonly value: unknown;
  readonly valid: boolean;
  /** A part of a problem that the parser reports. */
  readonly problem?: string;
  /** Whether only the parser checks this, because a JSON Schema cannot express it. */
  readonly parserOnly?: boolean;
}

const ajv = new Ajv({ strictTypes: false });

test('the committed schemas are up to date', () => {
  expect(staleFiles()).toEqual([]);
});

function problemsOf(parse: (value: unknown) => unknown, value: unknown): readonly string[] {
  try {
    parse(value);
  } catch (error) {
    if (error instanceof InvalidInput) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

const FILES: readonly [string, (value: unknown) => unknown, AnySchema, readonly Case[]][] = [
  ['configuration', parseConfiguration, configurationSchema, configurations],
  ['grants file', parseGrants, grantsSchema, grants],
  ['cases file', parseGrantCases, casesSchema, grantCases],
];

describe.each(FILES)('the %s', (_, parse, schema, cases) => {
  const validate = ajv.compile(schema);

  test.each(cases.filter(({ valid }) => valid))('accepts $name', ({ value }) => {
    expect(problemsOf(parse, value)).toEqual([]);
    expect([validate(value), validate.errors]).toEqual([true, null]);
  });

  test.each(cases.filter(({ valid }) => !valid))(
    'refuses $name',
    ({ value, problem, parserOnly }) => {
      expect(problemsOf(parse, value)).toContainEqual(expect.stringContaining(problem ?? '?'));
      expect(validate(value)).toBe(parserOnly ?? false);
    },
  );
});

interface PathCases {
  readonly valid: readonly { readonly text: unknown }[];
  readonly invalid: readonly { readonly text: unknown; readonly problem: string }[];
}

const PATHS: readonly [string, (value: unknown) => unknown, AnySchema, PathCases][] = [
  ['target of a case', parseTarget, casesSchema.definitions.Target, targets],
  ['scope of a grant', parseScope, grantsSchema.definitions.Scope, scopes],
];

describe.each(PATHS)('the %s', (_, parse, schema, { valid, invalid }) => {
  const validate = ajv.compile(schema);

  test.each(valid)('accepts $text', ({ text }) => {
    expect(validate(text)).toBe(true);
  });

  test.each(invalid.filter(({ problem }) => problem !== 'at most 1024 bytes'))(
    'refuses $text',
    ({ text }) => {
      expect(validate(text)).toBe(false);
    },
  );

  test('is valid in the schema if and only if the parser accepts it', () => {
    const part = fc.constantFrom(
      ...['s3://', 'bucket', '/', '*', '.', '..', '-', 'a', '1.2.3.4', 'xn--', 'sthree-'],
      ...['-s3alias', '--x-s3', '.mrap', '$', '?', ' ', '\n', '\u00e9', '\u0100', 'A'],
      ...['{', '}', '{sub}', '{https://example.com/team}', '{a b}', '{}'],
    );
    const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const text = fc.oneof(
      path,
      path.map((end) => `s3://bucket/${end}`),
      path.map((end) => `s3://${end}/*`),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect([value, validate(value)]).toEqual([value, problemsOf(parse, value).length === 0]);
      }),
      { numRuns: 2000 },
    );
  });
});
