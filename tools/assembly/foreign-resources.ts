import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { SynthesizedBroker } from './synthesized-broker.ts';

/**
 * Logical ids of all resources in the stack's template that constructs outside the broker created.
 *
 * Any construct can add metadata with the logical id of another construct. An id that the broker also claims counts as the
 * broker's. If the app switches this metadata off, no construct of the broker has any, so this function returns no ids.
 */
export function foreignIds({
  path,
  stack,
}: Pick<SynthesizedBroker, 'path' | 'stack'>): ReadonlySet<string> {
  const own = new Set<string>();
  const others = new Set<string>();
  for (const entry of stack.findMetadataByType(ArtifactMetadataEntryType.LOGICAL_ID)) {
    const ids = entry.path.startsWith(`/${path}/`) ? own : others;
    ids.add(String(entry.data));
  }
  return new Set(own.size === 0 ? [] : [...others].filter((id) => !own.has(id)));
}
