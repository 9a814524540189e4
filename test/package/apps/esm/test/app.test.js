import { strictEqual } from 'node:assert';
import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FederationBrokerStack, readDeployment } from 'federation-broker';

test('the stack has one user', () => {
  const stack = new FederationBrokerStack(new App(), readDeployment('federation-broker.json'));
  const template = Template.fromStack(stack);
  strictEqual(Object.keys(template.findResources('AWS::IAM::User')).length, 1);
});
