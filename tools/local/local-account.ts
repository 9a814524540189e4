import { UNKNOWN_ACCOUNT, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { LocalAws } from 'local-aws';
import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import { accountIdOf, boundariesIn } from './sample-boundaries.ts';
import { keysNamedBy } from './sample-keys.ts';

/** From AWS's examples. */
const ACCOUNT_ID = '111122223333';
const REGION = 'us-east-1';

/**
 * Returns the account and region of the stack. Where the app leaves them open, they are those that the template names: the
 * secret, the logs and the buckets need KMS keys of their own region, and roles need a permissions boundary of their own
 * account.
 */
export function accountOf({
  stack,
  template,
  metadata,
  grants,
}: SynthesizedBroker): LocalAws['account'] {
  const { account, region } = stack.environment;
  const [key] = keysNamedBy([metadata.kmsKey, ...grants.map(({ kmsKey }) => kmsKey)]);
  const [boundaryAccount] = boundariesIn(template).flatMap((arn) => accountIdOf(arn) ?? []);
  const localRegion = region === UNKNOWN_REGION ? (key?.region ?? REGION) : region;
  return {
    partition: RegionInfo.get(localRegion).partition ?? key?.partition ?? 'aws',
    accountId: account === UNKNOWN_ACCOUNT ? (boundaryAccount ?? ACCOUNT_ID) : account,
    region: localRegion,
  };
}
