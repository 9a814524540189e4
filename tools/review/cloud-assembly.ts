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
  /** By BUCKET/KEY of the Amazon S3 object that each asset is uploaded to. */
  readonly assets: ReadonlyMap<string, ReviewedAsset>;
}

export interface ReviewedAsset {
  /** `BrokerFunction/Code`: stays the same when the content changes. */
  readonly name: string;
  /** Text of its grants file, if it has one. */
  readonly grantsText?: string;
}

/**
 * Reads the assembly with the CDK's own reader, so that the review covers all that `cdk deploy` would send.
 *
 * @throws InvalidInput for what is deployed and is in no template: another stack, and tags of the stack
 */
export function readAssembly(folder: string): ReviewedAssembly {
  const assembly = new CloudAssembly(folder);
  const [stack, ...others] = assembly.stacksRecursively;
  if (stack === undefined || others.length > 0) {
    const names = assembly.stacksRecursively.map(({ id }) => id).join(', ') || 'none';
    throw new InvalidInput([`the cloud assembly: must have one stack, has ${names}`]);
  }
  refuseTags(stack);
  return { template: stack.template, assets: assetsOf(stack, folder) };
}

/**
 * CloudFormation puts stack tags on every resource, and sessions inherit the tags of the broker user.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
function refuseTags({ id, tags }: CloudFormationStackArtifact): void {
  const keys = Object.keys(tags);
  if (keys.length > 0) {
    throw new InvalidInput(
      keys.map(
        (key) =>
          `${id}: tags: ${key}: CloudFormation would put this stack tag on the broker user, and every session would inherit it: remove it`,
      ),
    );
  }
}

function assetsOf(
  { dependencies }: CloudFormationStackArtifact,
  folder: string,
): ReadonlyMap<string, ReviewedAsset> {
  const files = dependencies
    .filter((artifact) => artifact instanceof AssetManifestArtifact)
    .flatMap(({ contents }) => Object.values(contents.files ?? {}));
  return new Map(
    files.flatMap(({ displayName = 'without a name', source, destinations }) => {
      const grantsFile = path.join(folder, source.path ?? '', GRANTS_FILE);
      const grantsText = existsSync(grantsFile) ? readFileSync(grantsFile, 'utf8') : undefined;
      return Object.values(destinations).map(
        ({ bucketName, objectKey }) =>
          [`${bucketName}/${objectKey}`, { name: displayName, grantsText }] as const,
      );
    }),
  );
}
