import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as cdk from 'aws-cdk-lib/core';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { StorageStack } from './storage-stack';

export class PipelineStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const source = Bucket.fromBucketName(this, 'Source', 'amzn-s3-demo-source-bucket');
    const pipeline = new CodePipeline(this, 'Pipeline', {
      synth: new ShellStep('Synth', {
        input: CodePipelineSource.s3(source, 'app.zip'),
        commands: ['npm ci', 'npx cdk synth'],
      }),
    });
    const prod = new cdk.Stage(this, 'Prod');
    new StorageStack(prod, 'Storage');
    pipeline.addStage(prod);
  }
}
