import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { resourceTypeOf } from '../../src/cloudformation/resource-types.ts';

interface SpecifiedType {
  readonly cloudFormationType: string;
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: string }>>;
  readonly tagInformation?: { readonly tagPropertyName: string; readonly variant: string };
}

/** The data of `cdk diff` about every type, which AWS generates from the schemas of resource types. */
function specification(): readonly SpecifiedType[] {
  const cli = path.dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json'));
  const database = JSON.parse(gunzipSync(readFileSync(path.join(cli, 'db.json.gz'))).toString());
  return Object.values(database.schema.resource.entities);
}

const specified = new Map(specification().map((type) => [type.cloudFormationType, type]));

const types = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecretsManager::Secret',
];

test.each(types)('exactly the properties that AWS’s schema names replace %s', (type) => {
  const { properties: known = [], replacing = [], update } = resourceTypeOf(type);
  const properties: SpecifiedType['properties'] = specified.get(type)?.properties ?? {};
  const expected = known.filter((name) => properties[name]?.causesReplacement === 'yes');
  expect(known.filter((name) => !Object.hasOwn(properties, name))).toEqual([]);
  expect([...(update ? replacing : known)].sort()).toEqual(expected.sort());
});

const TAG_FORMS: Readonly<Record<string, string>> = { standard: 'list', map: 'object' };

test.each(types)('tags of %s have the form of AWS’s schema and do not replace it', (type) => {
  const { tags } = resourceTypeOf(type);
  const { tagInformation, properties } = specified.get(type) ?? {};
  // The local AWS refuses tags of users, because it does not model that sessions inherit them.
  const { variant = '' } = (type !== 'AWS::IAM::User' && tagInformation) || {};
  expect(tags).toBe(TAG_FORMS[variant]);
  expect(tagInformation?.tagPropertyName ?? 'Tags').toBe('Tags');
  expect(properties?.Tags?.causesReplacement ?? 'no').toBe('no');
});
