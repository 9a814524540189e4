import type { LocalAws, LocalAwsOptions } from 'local-aws';
import type { Deployment } from '../../lib/deployment.ts';

/** Whatever account a key is in, the stack's stays that of AWS's examples. */
const ACCOUNT_ID = '111122223333';

interface NamedKey {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly keyId: string;
}

/**
 * Where the stack has to be: the secret, the logs and the buckets need keys of their own region.
 *
 * @returns undefined where neither configuration nor grants name a key
 */
export function accountOf(deployment: Deployment): LocalAwsOptions['account'] {
  const [key] = namedKeys(deployment);
  return key && { partition: key.partition, accountId: ACCOUNT_ID, region: key.region };
}

/** Makes the KMS keys that configuration and grants name, for the stack's account to use; not those of other regions. */
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

/** The stack's own first. */
function namedKeys({ configuration, grants }: Deployment): readonly NamedKey[] {
  return [configuration.kmsKey, ...grants.map(({ kmsKey }) => kmsKey)].flatMap((arn) => {
    const [, partition, , region, accountId, resource] = arn?.split(':') ?? [];
    return partition && region && accountId && resource
      ? [{ partition, region, accountId, keyId: resource.replace('key/', '') }]
      : [];
  });
}
