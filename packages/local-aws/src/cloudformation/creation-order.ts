import { referencesOf } from './intrinsics.ts';
import type { ResourceDefinition, Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/**
 * Returns the template's resources in the template's order, but each after everything that it depends on.
 * Throws TemplateError for a circle, and for a dependency that does not exist.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
 */
export function creationOrder({ resources }: Template): readonly ResourceDefinition[] {
  const waiting = new Map(
    [...resources.values()].map((resource) => [resource, dependenciesOf(resource, resources)]),
  );
  const ordered: ResourceDefinition[] = [];
  const done = new Set<string>();
  while (waiting.size > 0) {
    const next = [...waiting].find(([, dependencies]) => dependencies.every((id) => done.has(id)));
    if (!next) {
      const circle = [...waiting.keys()].map(({ logicalId }) => logicalId).join(', ');
      throw new TemplateError(`Circular dependency between resources: [${circle}]`);
    }
    const [resource] = next;
    waiting.delete(resource);
    ordered.push(resource);
    done.add(resource.logicalId);
  }
  return ordered;
}

function dependenciesOf(
  { logicalId, properties, dependsOn }: ResourceDefinition,
  resources: Template['resources'],
): readonly string[] {
  const references = referencesOf(properties).filter((name) => !name.includes('::'));
  const dependencies = [...new Set([...dependsOn, ...references])];
  const unresolved = dependencies.filter((id) => !resources.has(id));
  if (unresolved.length > 0) {
    throw new TemplateError(
      `${logicalId} depends on [${unresolved.join(', ')}], which the template does not define`,
    );
  }
  return dependencies;
}
