/**
 * The fixed names of all resources that a trial creates. With fixed names, a later run finds the resources that a killed run
 * left.
 */
export const TRIAL_STACK = 'FederationBrokerTrial';

/** The description of the trial's stack. The trial updates or deletes only a stack with this description. */
export const TRIAL_DESCRIPTION =
  'Federation Broker trial: made by npm run trial, which deletes it. Delete it if no trial runs';

export const CALLER_ROLE = `${TRIAL_STACK}Caller`;

/** The name of a role that looks like the role of a permission set of IAM Identity Center. */
export const LOOKALIKE_ROLE = `AWSReservedSSO_${TRIAL_STACK}_0123456789abcdef`;

/** The name of the federated user that the trial's bucket policy names. */
export const NAMED_BY_BUCKET = 'trial-named-by-bucket';

/** The bucket's name contains account and region, because bucket names are global. */
export function trialBucket(accountId: string, region: string): string {
  return `federation-broker-trial-${accountId}-${region}`;
}

/** The account ID that AWS uses in examples. */
export const EXAMPLE_ACCOUNT = '111122223333';
