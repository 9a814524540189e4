import { App, RemovalPolicy } from 'aws-cdk-lib';
import { AccountRootPrincipal, ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { readDeployment } from '../../lib/deployment.ts';
import type { FederationBroker } from '../../lib/federation-broker.ts';
import { FederationBrokerStack } from '../../lib/federation-broker-stack.ts';
import { CALLER_ROLE, NAMED_BY_BUCKET, TRIAL_DESCRIPTION, trialBucket } from './names.ts';

/** The CDK app of the trial. It contains the stack that `npm run deploy` deploys, a bucket, and a role that calls the broker. */
const app = new App({ analyticsReporting: false });
const context = (key: string) => String(app.node.getContext(key));
const stack = new FederationBrokerStack(app, readDeployment(context('config')));
stack.templateOptions.description = TRIAL_DESCRIPTION;

const bucket = new Bucket(stack, 'TrialBucket', {
  bucketName: trialBucket(context('account'), context('region')),
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  removalPolicy: RemovalPolicy.DESTROY,
});
bucket.addToResourcePolicy(
  new PolicyStatement({
    actions: ['s3:GetObject'],
    resources: [bucket.arnForObjects('shared/*')],
    principals: [
      new ArnPrincipal(
        `arn:${stack.partition}:sts::${stack.account}:federated-user/${NAMED_BY_BUCKET}`,
      ),
    ],
  }),
);

const role = new Role(stack, 'TrialCaller', {
  roleName: CALLER_ROLE,
  description: TRIAL_DESCRIPTION,
  assumedBy: new AccountRootPrincipal(),
});
const broker = stack.node.findChild('Default') as FederationBroker;
broker.grantInvoke(role);
