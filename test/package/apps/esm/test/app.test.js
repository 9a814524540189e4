import { strictEqual } from 'node:assert';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FederationBroker, Grants } from 'federation-broker';

test('the stack has one user', () => {
  const stack = new Stack(new App(), 'Storage');
  new FederationBroker(stack, 'Broker', { grants: Grants.fromFile('grants.json') });
  const template = Template.fromStack(stack);
  strictEqual(Object.keys(template.findResources('AWS::IAM::User')).length, 1);
});
