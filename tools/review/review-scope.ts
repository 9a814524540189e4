import { foreignIds } from '../assembly/foreign-resources.ts';
import { referencesIn } from '../assembly/references.ts';
import type { SynthesizedBroker, Template } from '../assembly/synthesized-broker.ts';
import { code, type Markdown, table } from './markdown.ts';

/** The broker's resources in a stack, and the other resources of the stack. */
export interface ReviewScope {
  /** Resources and outputs to review, and the parameters that they refer to. */
  readonly template: unknown;
  /** Resources that the app created outside the broker. */
  readonly others: readonly OtherResource[];
}

export interface OtherResource {
  readonly logicalId: string;
  readonly type: string;
  /** Logical ids of the broker's resources that it refers to. */
  readonly refersTo: readonly string[];
}

/** Sections that only take effect where a resource refers to them. A resource with a condition is refused. */
const INERT_SECTIONS = ['Conditions', 'Mappings', 'Metadata', 'Rules'];

/**
 * Excludes resources that, according to the cloud assembly, the app created outside the broker. The page shows all other
 * resources, including those of unknown origin.
 */
export function scopeOf(broker: SynthesizedBroker): ReviewScope {
  const { template } = broker;
  const foreign = foreignIds(broker);
  const resources = Object.entries(template.Resources);
  const reviewed = resources.filter(([logicalId]) => !foreign.has(logicalId));
  const ids = new Set(reviewed.map(([logicalId]) => logicalId));
  const outputs = Object.entries(template.Outputs ?? {}).filter(([, output]) =>
    isAbout(output, ids),
  );
  const used = referencesIn([reviewed, outputs]);
  return {
    template: {
      ...withoutInertSections(template),
      Resources: Object.fromEntries(reviewed),
      Outputs: Object.fromEntries(outputs),
      Parameters: Object.fromEntries(
        Object.entries(template.Parameters ?? {}).filter(([name]) => used.has(name)),
      ),
    },
    others: resources
      .filter(([logicalId]) => foreign.has(logicalId))
      .map(([logicalId, resource]) => ({
        logicalId,
        type: resource.Type,
        refersTo: [...referencesIn(resource)].filter((id) => ids.has(id)),
      })),
  };
}

/** Lists what the app deploys besides the broker. Empty if the app deploys nothing else. */
export function othersText(
  { otherStacks }: SynthesizedBroker,
  others: readonly OtherResource[],
): readonly Markdown[] {
  if (otherStacks.length + others.length === 0) {
    return [];
  }
  const referring = others.filter(({ refersTo }) => refersTo.length > 0);
  return [
    `Other stacks of the app: ${otherStacks.map(code).join(', ') || 'none'}.`,
    `Other resources of this stack: ${others.length}. Those that refer to resources of the broker:`,
    table(
      ['resource', 'type', 'refers to'],
      referring.map(({ logicalId, type, refersTo }) => [
        code(logicalId),
        code(type),
        refersTo.map(code).join(', '),
      ]),
    ),
  ];
}

function withoutInertSections(template: Template): object {
  return Object.fromEntries(
    Object.entries(template).filter(([section]) => !INERT_SECTIONS.includes(section)),
  );
}

/**
 * Whether the page shows an output. The page shows an output without references, because the output could belong to the broker.
 */
function isAbout(output: unknown, ids: ReadonlySet<string>): boolean {
  const references = [...referencesIn(output)];
  return references.length === 0 || references.some((id) => ids.has(id));
}
