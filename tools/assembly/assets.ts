import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AssetManifestArtifact, type CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { GRANTS_FILE } from '../../lambda/environment.ts';

/** A file or folder that `cdk deploy` uploads. */
export interface Asset {
  /** The asset's name, such as `Federation Broker: broker`. The name stays the same when the content changes. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Text of its grants file, if it has one. */
  readonly grantsText?: string;
}

/** The assets of a stack, by BUCKET/KEY of the Amazon S3 object that each is uploaded to. */
export function assetsOf({
  assembly,
  dependencies,
}: CloudFormationStackArtifact): ReadonlyMap<string, Asset> {
  const files = dependencies
    .filter((artifact) => artifact instanceof AssetManifestArtifact)
    .flatMap(({ contents }) => Object.values(contents.files ?? {}));
  return new Map(
    files.flatMap(({ displayName = 'without a name', source, destinations }) => {
      const file = path.resolve(assembly.directory, source.path ?? '');
      const grantsFile = path.join(file, GRANTS_FILE);
      const grantsText = existsSync(grantsFile) ? readFileSync(grantsFile, 'utf8') : undefined;
      return Object.values(destinations).map(
        ({ bucketName, objectKey }) =>
          [`${bucketName}/${objectKey}`, { name: displayName, path: file, grantsText }] as const,
      );
    }),
  );
}
