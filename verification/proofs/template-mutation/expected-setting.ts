import type { Path } from './mutant.ts';

/** What the local AWS does not act upon, or not as AWS does, and is right as it stands here alone. */
export interface ExpectedSetting {
  readonly path: Path;
  /** undefined: nothing stands there. */
  readonly value: unknown;
}

/** @param values by their steps from each resource, with dots between */
export function settings(
  logicalIds: readonly string[],
  values: Readonly<Record<string, unknown>>,
): readonly ExpectedSetting[] {
  return logicalIds.flatMap((id) =>
    Object.entries(values).map(([steps, value]) => ({
      path: ['Resources', id, ...steps.split('.')],
      value,
    })),
  );
}
