import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readDeployment } from '../../lib/deployment.ts';
import { FederationBrokerStack } from '../../lib/federation-broker-stack.ts';
import { permissionsIn, SAMPLE_PERMISSIONS } from './sample-permissions.ts';

/** @param override resources that replace those of the sample stack, or add to them */
function samplePermissions(override: Readonly<Record<string, unknown>> = {}) {
  const deployment = readDeployment('sample/federation-broker.json');
  const stack = new FederationBrokerStack(new App({ analyticsReporting: false }), deployment);
  const { Resources } = Template.fromStack(stack).toJSON();
  return permissionsIn({ Resources: { ...Resources, ...override } });
}

test('the sample stack gives and limits exactly these permissions', () => {
  expect(samplePermissions()).toEqual(SAMPLE_PERMISSIONS);
});

test.each([
  ['a function URL', { Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } } }],
  ['a group', { Group: { Type: 'AWS::IAM::Group', Properties: {} } }],
  [
    'a tag of the broker user',
    { BrokerUser: { Type: 'AWS::IAM::User', Properties: { Tags: [{ Key: 'a', Value: 'b' }] } } },
  ],
])('%s is a permission that the sample stack does not have', (_, override) => {
  expect(samplePermissions(override)).not.toEqual(SAMPLE_PERMISSIONS);
});
