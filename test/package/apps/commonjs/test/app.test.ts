import { Template } from 'aws-cdk-lib/assertions';
import * as cdk from 'aws-cdk-lib/core';
import { StorageStage } from '../lib/storage-stage';

test('the stage has one broker user', () => {
  const { broker } = new StorageStage(new cdk.App(), 'Prod');
  Template.fromStack(broker).resourceCountIs('AWS::IAM::User', 1);
});
