import type { LocalAws } from 'local-aws';

interface NamedKey {
  readonly partition: string;
  readonly region: string;
  /** May differ from the stack's account. */
  readonly accountId: string;
  readonly keyId: string;
}

const KEY_ARN = /^arn:([\w-]+):kms:([\w-]+):(\d{12}):key\/(.+)$/;

/** Creates the KMS keys with these ARNs, except those of other regions. The stack's account may use them. */
export function createSampleKeys({ account, kms }: LocalAws, arns: readonly unknown[]): void {
  const { partition, region } = account;
  for (const key of keysNamedBy(arns)) {
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

/** Returns nothing for a text that is not the ARN of a key. */
export function keysNamedBy(arns: readonly unknown[]): readonly NamedKey[] {
  return arns.flatMap((arn) => {
    const [, partition, region, accountId, keyId] = KEY_ARN.exec(String(arn)) ?? [];
    return partition && region && accountId && keyId
      ? [{ partition, region, accountId, keyId }]
      : [];
  });
}
