import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { SynthesizedBroker } from './synthesized-broker.ts';

/** Logical ids of all resources in the stack's template that constructs outside the broker created. */
export function foreignIds({
  path,
  stack,
}: Pick<SynthesizedBroker, 'path' | 'stack'>): ReadonlySet<string> {
  return new Set(
    stack
      .findMetadataByType(ArtifactMetadataEntryType.LOGICAL_ID)
      .filter((entry) => !entry.path.startsWith(`/${path}/`))
      .map(({ data }) => String(data)),
  );
}
