import { readFileSync } from 'node:fs';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import configurationSchema from '../../schemas/federation-broker.schema.json' with { type: 'json' };
import casesSchema from '../../schemas/grants.cases.schema.json' with { type: 'json' };
import grantsSchema from '../../schemas/grants.schema.json' with { type: 'json' };

const page = readFileSync('docs/reference.md', 'utf8');

/** Returns the section under the heading, up to the next heading of the same level. */
function section(heading: string): string {
  const level = /^#+/.exec(heading)?.[0] ?? '';
  const begin = page.indexOf(`\n${heading}\n`);
  expect(begin).toBeGreaterThan(-1);
  const end = page.indexOf(`\n${level} `, begin + heading.length);
  return page.slice(begin, end === -1 ? undefined : end);
}

function rowsOf(text: string): readonly string[] {
  return [...text.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = '']) => name);
}

function fieldsOf({ properties }: { readonly properties: object }): readonly string[] {
  return Object.keys(properties).filter((name) => name !== '$schema' && name !== 'type');
}

test('the reference has a row for each field of the configuration and of its jwt entry', () => {
  const { customDomain: _, ...jwt } = configurationSchema.definitions.JwtAuthentication.properties;
  expect([...rowsOf(section('## Configuration'))].sort()).toEqual(
    [...fieldsOf(configurationSchema), ...fieldsOf({ properties: jwt })].sort(),
  );
});

test('the reference has a row for each field of a portal', () => {
  expect([...rowsOf(section('## Portal'))].sort()).toEqual(
    [...fieldsOf(configurationSchema.definitions.Portal)].sort(),
  );
});

test('the reference has a row for each field of a grant and each permission', () => {
  expect([...rowsOf(section('## Grants'))].sort()).toEqual(
    [
      ...fieldsOf(grantsSchema.definitions.Grant),
      ...grantsSchema.definitions.Permission.enum,
    ].sort(),
  );
});

test('the reference has a row for each field of an entry of the ceiling', () => {
  expect([...rowsOf(section('## Ceiling'))].sort()).toEqual(
    [...fieldsOf(configurationSchema.definitions.CeilingEntry)].sort(),
  );
});

test('the reference names each field of a case', () => {
  const text = section('## Cases');
  for (const field of casesSchema.definitions.Case.oneOf.flatMap(fieldsOf)) {
    expect(text).toMatch(new RegExp(`["\`]${field}["\`]`));
  }
});

test('the reference has a row for each error of the broker and of API Gateway', () => {
  const { responses, schemas } = openApi.components;
  const text = section('## Errors');
  for (const code of schemas.ErrorResponse.properties.Code.enum) {
    expect(text).toMatch(new RegExp(`^\\| \\d+ \\| \`${code}\` \\|`, 'm'));
  }
  const gateways = Object.entries(responses)
    .filter(([, { content }]) => 'gateway' in content['application/json'].examples)
    .map(([name]) => /^Error(\d+)/.exec(name)?.[1]);
  const [, table = ''] = text.split('itself');
  for (const status of gateways) {
    expect(table).toMatch(new RegExp(`^\\| (?:\\d+, )*${status}\\b.* \\|`, 'm'));
  }
});
