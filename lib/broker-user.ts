import { Aws } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnUser } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Ceiling, compileCeiling } from '../core/ceiling.ts';

export interface BrokerUserProps {
  /** What the broker can ever give. */
  readonly ceiling: Ceiling;
}

/**
 * The IAM user behind every federation token.
 *
 * One managed policy, the ceiling, is its policy and its permissions boundary, so that nothing attached later widens it.
 * The user carries no tags: they would become principal tags of every session.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export class BrokerUser extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: BrokerUserProps) {
    super(scope, id);
    const ceiling = new CfnManagedPolicy(this, 'Ceiling', {
      description:
        'The most that any federation token can give: policy and boundary of the broker user',
      policyDocument: compileCeiling(props.ceiling, {
        partition: Aws.PARTITION,
        accountId: Aws.ACCOUNT_ID,
      }),
    });
    const user = new CfnUser(this, 'Resource', {
      managedPolicyArns: [ceiling.ref],
      permissionsBoundary: ceiling.ref,
    });
    this.name = user.ref;
    this.arn = user.attrArn;
  }
}
