import {
  CfnManagedPolicy,
  Grant,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ROUTES } from '../core/routes.ts';
import { BrokerApi, type BrokerApiProps } from './broker-api.ts';

const INVOKE = 'execute-api:Invoke';

/** The HTTP API for callers that sign with SigV4, and the policy that lets them call it. */
export class IamApi extends BrokerApi {
  readonly callerPolicyArn: string;
  readonly callerPolicyName: string;
  readonly #invokeArns: string[];

  constructor(scope: Construct, id: string, props: BrokerApiProps) {
    super(scope, id, props, {
      suffix: 'iam',
      description: 'Federation tokens for Amazon S3, for callers that sign with SigV4',
      routes: ROUTES,
      authorize: () => ({ authorizationType: 'AWS_IAM' }),
      logged: { userArn: '$context.identity.userArn' },
    });
    this.#invokeArns = ROUTES.map((route) => this.arnOf(route, '*'));
    // Permission sets of IAM Identity Center refer to a customer managed policy by its name.
    this.callerPolicyName = `${props.brokerName}-Caller`;
    this.callerPolicyArn = new CfnManagedPolicy(this, 'CallerPolicy', {
      managedPolicyName: this.callerPolicyName,
      description: 'Attach to the roles and users that may call the federation broker',
      policyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'CallTheBroker',
            actions: [INVOKE],
            resources: this.#invokeArns,
          }),
        ],
      }),
    }).ref;
  }

  grantInvoke(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: [INVOKE], resourceArns: this.#invokeArns });
  }
}
