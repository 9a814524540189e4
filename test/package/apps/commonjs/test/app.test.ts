import { Template } from 'aws-cdk-lib/assertions';
import * as cdk from 'aws-cdk-lib/core';
import { StorageStack } from '../lib/storage-stack';

test('the stack has one broker user', () => {
  const stack = new StorageStack(new cdk.App(), 'Storage');
  Template.fromStack(stack).resourceCountIs('AWS::IAM::User', 1);
});
