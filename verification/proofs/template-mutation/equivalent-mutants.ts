/** Mutants that do what the template does. */
export interface EquivalentMutants {
  /** Of their names. */
  readonly pattern: RegExp;
  readonly reason: string;
}

export const EQUIVALENT_MUTANTS: readonly EquivalentMutants[] = [
  {
    pattern: /: any AWS::Partition$/,
    reason: 'An account and all that a policy of it can be about lie in one partition.',
  },
  {
    pattern: /\.Sid: removed$/,
    reason: 'A statement id is for readers alone.',
  },
  {
    pattern: /\.PolicyName: changed$/,
    reason: 'Nothing refers to an inline policy by its name.',
  },
  {
    pattern: /^JwtApiAuthorizer\.Properties\.Name: changed$/,
    reason: "Routes refer to an authorizer by its id; the name is the console's.",
  },
  {
    pattern: /^(BrokerFunction|BrokerAccessKey(Rotation|Cleanup))\.DependsOn(\.0)?: removed$/,
    reason:
      'A function refers to its role, which holds its policies inline: CloudFormation makes the role first as it is. ' +
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html',
  },
  {
    pattern: /\.DeletionPolicy: removed$/,
    reason:
      'For these types the default is Delete, and the template says so for its readers. ' +
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
  },
  {
    pattern: /^BrokerUserCeiling\..*\.Condition: StringEqualsIfExists$/,
    reason:
      'Every request for a bucket or an object has aws:ResourceAccount. ' +
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount',
  },
  {
    pattern: /^BrokerAccessKeySecretPolicy\..*\.Condition: ArnNotEqualsIfExists$/,
    reason:
      'A negated operator holds where the key is absent, with IfExists and without. ' +
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  },
  {
    pattern: /^BrokerAccessKeySecretPolicy\..*\.Principal: the account$/,
    reason:
      'No statement lets another account in, so that there is nothing to deny it; of the own account, all are denied still.',
  },
  {
    pattern: /^BrokerUser\.Properties(: an inline policy|\.ManagedPolicyArns: one more)$/,
    reason: 'The permissions boundary keeps the user to the ceiling: this is what it is there for.',
  },
  {
    pattern: /^Dashboard\.Properties\.DashboardBody: (?!removed$)/,
    reason: 'A dashboard shows and decides nothing; alarms do not read it.',
  },
];
