import type { LocalAws, LocalAwsOptions } from 'local-aws';
import type { Deployment } from '../../lib/deployment.ts';
import { accountIdOf } from './sample-boundaries.ts';

/** The stack's account, from AWS's examples. A KMS key may be in another account. */
const ACCOUNT_ID = '111122223333';
const REGION = 'us-east-1';

interface NamedKey {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly keyId: string;
}

/**
 * Returns partition and region of the first KMS key, because the secret, the logs and the buckets need keys of their own
 * region, and the account of the roles' permissions boundary.
 */
export function accountOf(deployment: Deployment): LocalAwsOptions['account'] {
  const [key] = namedKeys(deployment);
  const accountId = accountIdOf(deployment.configuration.rolesBoundary) ?? ACCOUNT_ID;
  return { partition: key?.partition ?? 'aws', accountId, region: key?.region ?? REGION };
}

/** Creates the KMS keys that the configuration and the grants name, except those of other regions. The stack's account may use them. */
export function createSampleKeys({ account, kms }: LocalAws, deployment: Deployment): void {
  const { partition, region } = account;
  for (const key of namedKeys(deployment)) {
    if (key.partition === partition && key.region === region) {
      kms.createKey({
        keyId: key.keyId,
        accountId: key.accountId,
        policy: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { AWS: `arn:${partition}:iam::${account.accountId}:root` },
            Action: 'kms:*',
            Resource: '*',
          },
        },
      });
    }
  }
}

/** Returns the configuration's key first, then the grants' keys. */
function namedKeys({ configuration, grants }: Deployment): readonly NamedKey[] {
  return [configuration.kmsKey, ...grants.parsed.map(({ kmsKey }) => kmsKey)].flatMap((arn) => {
    const [, partition, , region, accountId, resource] = arn?.split(':') ?? [];
    return partition && region && accountId && resource
      ? [{ partition, region, accountId, keyId: resource.replace('key/', '') }]
      : [];
  });
}
