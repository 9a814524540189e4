import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partitionOfRegion } from '../core/aws/region.ts';
import type { Grant } from '../core/grants/grant.ts';
import { InvalidInput, show } from '../core/problems.ts';

/**
 * Throws InvalidInput with every grant whose bucket is in another partition than the stack. STS of one partition gives no
 * credentials for another one. If the stack's Region is not known, nothing is checked.
 */
export function checkPartitions(scope: Construct, grants: readonly Grant[]): void {
  const { region: stackRegion } = Stack.of(scope);
  if (Token.isUnresolved(stackRegion)) {
    return;
  }
  const partition = partitionOfRegion(stackRegion);
  const problems = grants.flatMap(({ id, region }) =>
    region === undefined || partitionOfRegion(region) === partition
      ? []
      : [
          `grant "${id}": region: must be in the partition ${partition} of the stack, was ${show(region)}`,
        ],
  );
  if (problems.length > 0) {
    throw new InvalidInput([...new Set(problems)]);
  }
}
