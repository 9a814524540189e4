import { isDeepStrictEqual } from 'node:util';
import { CloudAssembly, type CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

/** Resources by their constructs' paths below a scope. */
export type ResourcesByPath = Readonly<Record<string, unknown>>;

/** The one stack in a folder of a cloud assembly. */
export function readStack(folder: string): CloudFormationStackArtifact {
  const [stack] = new CloudAssembly(folder).stacks;
  if (stack === undefined) {
    throw new Error(`${folder} has no stack.`);
  }
  return stack;
}

/**
 * The resources of a stack, with construct paths in place of logical ids, which differ between stacks that hold the same
 * constructs.
 */
export function resourcesByPath(stack: CloudFormationStackArtifact): ResourcesByPath {
  const scope = `/${stack.hierarchicalId}`;
  const paths = new Map(
    stack
      .findMetadataByType('aws:cdk:logicalId')
      .filter(({ path }) => path.startsWith(`${scope}/`))
      .map(({ path, data }) => [String(data), path.slice(scope.length + 1)]),
  );
  const resources: Readonly<Record<string, object>> = stack.template.Resources;
  return Object.fromEntries(
    Object.entries(resources).flatMap(([logicalId, resource]) => {
      const path = paths.get(logicalId);
      return path === undefined ? [] : [[path, withPaths(resource, paths)]];
    }),
  );
}

/** The paths whose resources differ. */
export function differences(one: ResourcesByPath, other: ResourcesByPath): readonly string[] {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...paths].filter((path) => !isDeepStrictEqual(one[path], other[path]));
}

/** Replaces logical ids where the template's functions and attributes take them, not in text that happens to be one. */
function withPaths(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  const pathOf = (logicalId: unknown) => paths.get(String(logicalId)) ?? logicalId;
  if (Array.isArray(value)) {
    return value.map((item) => withPaths(item, paths));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      // Where an app keeps the paths in its template.
      .filter(([name]) => name !== 'Metadata')
      .map(([name, argument]) => {
        if (name === 'Ref') {
          return [name, pathOf(argument)];
        }
        if (name === 'Fn::GetAtt') {
          return [name, [pathOf(argument[0]), argument[1]]];
        }
        if (name === 'DependsOn') {
          return [name, [argument].flat().map(pathOf).sort()];
        }
        return [name, withPaths(argument, paths)];
      }),
  );
}
