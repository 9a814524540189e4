import { Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ROUTES } from '../core/routes.ts';
import { BrokerApi, type BrokerApiProps } from './broker-api.ts';

/** The HTTP API for callers that sign with SigV4, and the policy that lets them in. */
export class IamApi extends BrokerApi {
  readonly callerPolicyArn: string;

  constructor(scope: Construct, id: string, props: BrokerApiProps) {
    super(scope, id, props, {
      type: 'iam',
      description: 'Federation tokens for Amazon S3, for callers that sign with SigV4',
      routes: ROUTES,
      authorize: () => ({ authorizationType: 'AWS_IAM' }),
      logged: { userArn: '$context.identity.userArn' },
    });
    this.callerPolicyArn = new CfnManagedPolicy(this, 'CallerPolicy', {
      // Permission sets of IAM Identity Center name a customer managed policy, and cannot take an ARN.
      managedPolicyName: `${Stack.of(this).stackName}-Caller`,
      description: 'Attach to the roles and users that may call the federation broker',
      policyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'CallTheBroker',
            actions: ['execute-api:Invoke'],
            resources: ROUTES.map((route) => this.arnOf(route, '*')),
          }),
        ],
      }),
    }).ref;
  }
}
