import { UNKNOWN_ACCOUNT, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { LocalAws } from 'local-aws';
import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import { accountIdOf, boundariesIn } from './sample-boundaries.ts';
import { keysNamedBy } from './sample-keys.ts';

/** The account and region that AWS uses in examples. */
const ACCOUNT_ID = '111122223333';
const REGION = 'us-east-1';

/**
 * Returns the account and region of the stack. If the app does not set them, returns those in the template's ARNs. A KMS key
 * must be in the region of the secret, logs and buckets that it encrypts, and a permissions boundary must be in the account of
 * its role.
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
