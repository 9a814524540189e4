import { Aws, Lazy } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnUser } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PolicyDocument } from '../core/aws/policy-document.ts';
import { compileRevocations, type Revocation } from '../core/configuration/revocation.ts';

export interface BrokerUserProps {
  /**
   * The most that the broker can give. The CDK calls this function each time it resolves the template, because the app may add
   * grants after construction.
   */
  readonly ceiling: () => PolicyDocument;
  readonly revocations: readonly Revocation[];
}

/**
 * The IAM user behind every federation token.
 *
 * One managed policy, the ceiling, is both its policy and its permissions boundary, so nothing that is attached later widens
 * what it can do. All its other policies only deny.
 * Never tag the user: its tags would become principal tags of every session.
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
      policyDocument: Lazy.uncachedAny({ produce: props.ceiling }),
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
