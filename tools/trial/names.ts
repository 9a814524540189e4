/** What a trial creates has these names, so that a later run finds what a killed one left. */
export const TRIAL_STACK = 'FederationBrokerTrial';

/** The only stack that the trial updates or deletes has this description. */
export const TRIAL_DESCRIPTION =
  'Federation Broker trial: made by npm run trial, which deletes it. Delete it if no trial runs';

export const CALLER_ROLE = `${TRIAL_STACK}Caller`;

/** A role that looks like that of a permission set of IAM Identity Center. */
export const LOOKALIKE_ROLE = `AWSReservedSSO_${TRIAL_STACK}_0123456789abcdef`;

/** The federated user that the policy of the trial's bucket names. */
export const NAMED_BY_BUCKET = 'trial-named-by-bucket';

/** Bucket names are global, hence the account and the region. */
export function trialBucket(accountId: string, region: string): string {
  return `federation-broker-trial-${accountId}-${region}`;
}

/** The account of AWS's examples. */
export const EXAMPLE_ACCOUNT = '111122223333';
