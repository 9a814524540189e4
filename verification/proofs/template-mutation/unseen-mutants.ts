/** Mutants that remove or widen a permission, but behave on the local AWS like the unchanged template. */
export interface UnseenMutants {
  /** Matches their names. */
  readonly names: RegExp;
  readonly reason: string;
}

/** The test of exact statements and the review page still have to notice them. */
export const UNSEEN_MUTANTS: readonly UnseenMutants[] = [
  {
    names: /^BrokerUserCeiling\..*\.Condition: StringEqualsIfExists$/,
    reason:
      'Every request for a bucket or an object has aws:ResourceAccount. ' +
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount',
  },
  {
    names: /^BrokerAccessKeySecretPolicy\..*\.Condition: ArnNotEqualsIfExists$/,
    reason:
      'A negated operator matches if the key is absent, with IfExists and without. ' +
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  },
  {
    names: /\.Version: removed$/,
    reason: 'The version only matters to policy variables and escapes, and the sample has none.',
  },
  {
    names: /^BrokerUser\..*\.ManagedPolicyArns: one more$|^added: an inline policy of the user$/,
    reason: 'The permissions boundary limits the user to the ceiling. That is its purpose.',
  },
  {
    names: /^BrokerAccessKeySecretPolicy\..*: allows everybody$/,
    reason: 'BlockPublicPolicy makes the deployment fail.',
  },
  {
    names: /Permission\..*\.Principal: anybody$|^added: a permission for (everybody|another acc)/,
    reason: 'In a Lambda permission, the local AWS only supports services.',
  },
  {
    names: /\.AuthorizationType: no authorization$/,
    reason: 'The local AWS does not support routes without authorization.',
  },
  {
    names: /^added: (a group|a password|a tag|an access key|a function URL|the ceiling, which)/,
    reason: 'The local AWS does not support the property or the type.',
  },
];
