import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partitionOfRegion } from '../core/aws/region.ts';
import type { Grant } from '../core/grants/grant.ts';
import type { CeilingEntry } from '../core/policies/ceiling.ts';
import { InvalidInput, show } from '../core/problems.ts';
import type { Scope } from './grant-props.ts';

/**
 * Returns the Region of the buckets if the app knows it and it differs from the Region of the broker's stack. Otherwise returns
 * undefined.
 *
 * @throws InvalidInput if the buckets are in different Regions, because a grant has only one
 */
export function regionOfBuckets(broker: Construct, scopes: readonly Scope[]): string | undefined {
  const { region: stackRegion } = Stack.of(broker);
  const regions = new Set(
    scopes.map(({ env }) =>
      env === undefined || env.region === stackRegion || Token.isUnresolved(env.region)
        ? undefined
        : env.region,
    ),
  );
  if (regions.size > 1) {
    const names = [...regions].map((region) => region ?? "the stack's Region").join(' and ');
    throw new InvalidInput([
      `scope: must have buckets in one Region, had ${names}: add a grant for each Region, or set region`,
    ]);
  }
  const [region] = regions;
  return region;
}

/**
 * Throws InvalidInput if the app knows that a bucket is in another account than the broker's stack, and the ceiling has no
 * entry for buckets of that account.
 */
export function requireAccountInCeiling(
  broker: Construct,
  scopes: readonly Scope[],
  ceiling: readonly CeilingEntry[] = [],
): void {
  const { account: ofBroker } = Stack.of(broker);
  const inCeiling = new Set([ofBroker, ...ceiling.map(({ bucketAccount }) => bucketAccount)]);
  for (const { env } of scopes) {
    const isKnown = env !== undefined && !Token.isUnresolved([env.account, ofBroker].join(''));
    if (isKnown && !inCeiling.has(env.account)) {
      throw new InvalidInput([
        `scope: must have a bucket of the broker's account ${ofBroker}, had one of the account ${env.account}: ` +
          'to allow it, add an entry for the bucket with "bucketAccount" to "ceiling"',
      ]);
    }
  }
}

/**
 * Throws InvalidInput with every grant whose bucket is in another partition than the stack, or whose KMS key is in another
 * Region than its bucket. STS of one partition gives no credentials for another one. If the stack's Region is not known, nothing
 * is checked.
 */
export function checkRegions(broker: Construct, grants: readonly Grant[]): void {
  const { region: stackRegion } = Stack.of(broker);
  if (Token.isUnresolved(stackRegion)) {
    return;
  }
  const partition = partitionOfRegion(stackRegion);
  const problems = grants.flatMap(({ id, region = stackRegion, kmsKey }) => {
    const keyRegion = kmsKey?.split(':')[3] ?? region;
    return [
      ...(partitionOfRegion(region) === partition
        ? []
        : [
            `grant "${id}": region: must be in the partition ${partition} of the stack, was ${show(region)}`,
          ]),
      ...(keyRegion === region
        ? []
        : [
            `grant "${id}": kmsKey: must be in the Region of the bucket, ${region}, was in ${keyRegion}`,
          ]),
    ];
  });
  if (problems.length > 0) {
    throw new InvalidInput([...new Set(problems)]);
  }
}
