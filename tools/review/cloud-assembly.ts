import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  AssetManifestArtifact,
  CloudAssembly,
  type CloudFormationStackArtifact,
} from 'aws-cdk-lib/cx-api';
import { InvalidInput } from '../../core/problems.ts';
import { GRANTS_FILE } from '../../lambda/environment.ts';

/** What `cdk deploy` sends. */
export interface ReviewedAssembly {
  /** As JSON.parse reads it. */
  readonly template: unknown;
  /** Assets by BUCKET/KEY of the object that each becomes, with the text of its grants file, if it has one. */
  readonly grantsByAsset: ReadonlyMap<string, string | undefined>;
}

/**
 * Reads the assembly by the CDK's own reader, so that nothing is deployed that is not seen here.
 *
 * @throws InvalidInput for what is deployed and stands in no template: another stack, and tags of the stack
 */
export function readAssembly(folder: string): ReviewedAssembly {
  const assembly = new CloudAssembly(folder);
  const [stack, ...others] = assembly.stacksRecursively;
  if (stack === undefined || others.length > 0) {
    const names = assembly.stacksRecursively.map(({ id }) => id).join(', ') || 'none';
    throw new InvalidInput([`the cloud assembly: must have one stack, has ${names}`]);
  }
  refuseTags(stack);
  return { template: stack.template, grantsByAsset: grantsByAsset(stack, folder) };
}

/**
 * CloudFormation gives them to every resource, and sessions have the tags of the broker user.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
function refuseTags({ id, tags }: CloudFormationStackArtifact): void {
  const keys = Object.keys(tags);
  if (keys.length > 0) {
    throw new InvalidInput(
      keys.map((key) => `${id}: tags: ${key}: would be a tag of every session: drop it`),
    );
  }
}

function grantsByAsset(
  { dependencies }: CloudFormationStackArtifact,
  folder: string,
): ReadonlyMap<string, string | undefined> {
  const files = dependencies
    .filter((artifact) => artifact instanceof AssetManifestArtifact)
    .flatMap(({ contents }) => Object.values(contents.files ?? {}));
  return new Map(
    files.flatMap(({ source, destinations }) => {
      const grantsFile = path.join(folder, source.path ?? '', GRANTS_FILE);
      const text = existsSync(grantsFile) ? readFileSync(grantsFile, 'utf8') : undefined;
      return Object.values(destinations).map(
        ({ bucketName, objectKey }) => [`${bucketName}/${objectKey}`, text] as const,
      );
    }),
  );
}
