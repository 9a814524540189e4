import { Aws } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnUser } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { compileRevocations, type Revocation } from '../core/configuration/revocation.ts';
import { type Ceiling, compileCeiling } from '../core/policies/ceiling.ts';

export interface BrokerUserProps {
  /** What the broker can ever give. */
  readonly ceiling: Ceiling;
  readonly revocations: readonly Revocation[];
}

/**
 * The IAM user behind every federation token.
 *
 * One managed policy, the ceiling, is its policy and its permissions boundary, so that nothing attached later widens it;
 * all others only deny.
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
    const revocations = compileRevocations(props.revocations, Aws.ACCOUNT_ID).map(
      (policyDocument, index) =>
        new CfnManagedPolicy(this, `Revocations${index + 1}`, {
          description: 'Denies sessions that were ended before they expire',
          policyDocument,
        }),
    );
    const user = new CfnUser(this, 'Resource', {
      managedPolicyArns: [ceiling, ...revocations].map(({ ref }) => ref),
      permissionsBoundary: ceiling.ref,
    });
    this.name = user.ref;
    this.arn = user.attrArn;
  }
}
