import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parseConfiguration } from '../core/configuration.ts';
import { parseGrants } from '../core/grant.ts';
import { InvalidInput } from '../core/problems.ts';
import configurationSchema from '../schemas/federation-broker.schema.json' with { type: 'json' };
import grantsSchema from '../schemas/grants.schema.json' with { type: 'json' };
import configurations from './cases/configurations.json' with { type: 'json' };
import grants from './cases/grants.json' with { type: 'json' };
import targets from './cases/targets.json' with { type: 'json' };
import { parseTarget } from './core/parse-target.ts';

interface Case {
  readonly name: string;
  readonly value: unknown;
  readonly valid: boolean;
  /** A part of one of the parser's problems. */
  readonly problem?: string;
  /** What a schema cannot say. */
  readonly parserOnly?: boolean;
}

const ajv = new Ajv({ strictTypes: false });

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

const FILES: readonly [
  string,
  (value: unknown) => unknown,
  Parameters<Ajv['compile']>[0],
  readonly Case[],
][] = [
  ['configuration', parseConfiguration, configurationSchema, configurations],
  ['grants file', parseGrants, grantsSchema, grants],
];

describe.each(FILES)('the %s', (_, parse, schema, cases) => {
  const validate = ajv.compile(schema);

  test.each(cases.filter(({ valid }) => valid))('may have: $name', ({ value }) => {
    expect(problemsOf(parse, value)).toEqual([]);
    expect([validate(value), validate.errors]).toEqual([true, null]);
  });

  test.each(cases.filter(({ valid }) => !valid))(
    'may not have: $name',
    ({ value, problem, parserOnly }) => {
      expect(problemsOf(parse, value)).toContainEqual(expect.stringContaining(problem ?? '?'));
      expect(validate(value)).toBe(parserOnly ?? false);
    },
  );
});

describe('the scope in both schemas', () => {
  const validate = ajv.compile(grantsSchema.definitions.scope);

  test('is one', () => {
    expect(configurationSchema.definitions.scope).toEqual(grantsSchema.definitions.scope);
    expect(configurationSchema.definitions.permission).toEqual(grantsSchema.definitions.permission);
  });

  test.each(targets.valid)('takes $text', ({ text }) => {
    expect(validate(text)).toBe(true);
  });

  test.each(targets.invalid.filter(({ problem }) => problem !== 'at most 1024 bytes'))(
    'refuses $text',
    ({ text }) => {
      expect(validate(text)).toBe(false);
    },
  );

  test('takes what the parser takes', () => {
    const part = fc.constantFrom(
      ...['s3://', 'bucket', '/', '*', '.', '..', '-', 'a', '1.2.3.4', 'xn--', 'sthree-'],
      ...['-s3alias', '--x-s3', '.mrap', '$', '?', ' ', '\n', '\u00e9', '\u0100', 'A'],
    );
    const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const text = fc.oneof(
      path,
      path.map((end) => `s3://bucket/${end}`),
      path.map((end) => `s3://${end}/*`),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect([value, validate(value)]).toEqual([
          value,
          problemsOf(parseTarget, value).length === 0,
        ]);
      }),
      { numRuns: 2000 },
    );
  });
});
