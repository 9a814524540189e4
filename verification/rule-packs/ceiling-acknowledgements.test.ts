import { parseConfiguration } from '../../core/configuration/configuration.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { grantOf } from '../../test/core/fixtures.ts';
import { ceilingAcknowledgements } from './ceiling-acknowledgements.ts';

const BUCKET = 's3://amzn-s3-demo-bucket';

function acknowledgedOf(grants: readonly Grant[], ceiling?: readonly unknown[]): readonly string[] {
  const configuration = parseConfiguration({ ceiling });
  return ceilingAcknowledgements('federation-broker.json', configuration, grants).map(
    ({ rule }) => rule,
  );
}

function iam5(resource: string): string {
  return `AwsSolutions-IAM5[Resource::${resource}]`;
}

test.each([
  ['a prefix', `${BUCKET}/team-a/*`, 'amzn-s3-demo-bucket/team-a/*'],
  ['a claim', `${BUCKET}/home/{sub}/*`, 'amzn-s3-demo-bucket/home/*/*'],
  ['a whole bucket', `${BUCKET}/*`, 'amzn-s3-demo-bucket/*'],
])('a grant on %s acknowledges only that wildcard', (_, scope, objects) => {
  expect(acknowledgedOf([grantOf({ scope })])).toEqual([
    iam5(`arn:<AWS::Partition>:s3:::${objects}`),
  ]);
});

test.each([
  ['object keys only', { scope: `${BUCKET}/team-a/*`, permission: 'LIST' }],
  ['one object', { scope: `${BUCKET}/report.csv` }],
])('a grant of %s acknowledges nothing', (_, fields) => {
  expect(acknowledgedOf([grantOf(fields)])).toEqual([]);
});

test('two grants on one scope have one wildcard', () => {
  const grants = ['READ', 'WRITE'].map((permission) => grantOf({ id: permission, permission }));
  expect(acknowledgedOf(grants)).toHaveLength(1);
});

test('a configured ceiling is acknowledged instead of the grants', () => {
  const ceiling = [{ scope: `${BUCKET}/*`, permission: 'READ' }];
  expect(acknowledgedOf([grantOf({ scope: `${BUCKET}/team-a/*` })], ceiling)).toEqual([
    iam5('arn:<AWS::Partition>:s3:::amzn-s3-demo-bucket/*'),
  ]);
});

test('the wildcard for all resources is acknowledged only with session tags', () => {
  const scope = `${BUCKET}/report.csv`;
  expect(acknowledgedOf([grantOf({ scope, tags: { person: '{sub}' } })])).toEqual([iam5('*')]);
});

test('an acknowledgement holds only for its own configuration and the ceiling', () => {
  const [acknowledgement] = ceilingAcknowledgements(
    'federation-broker.json',
    parseConfiguration({}),
    [grantOf({})],
  );
  expect(acknowledgement).toMatchObject({
    configuration: 'federation-broker.json',
    resource: 'BrokerUserCeiling',
    reason: expect.stringContaining(`READ on ${BUCKET}/home/{sub}/*`),
  });
});
