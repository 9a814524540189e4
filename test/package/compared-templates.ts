import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { readBroker, type SynthesizedBroker } from '../../tools/assembly/synthesized-broker.ts';
import type { Report } from '../../verification/clients/report.ts';
import { outcomeOf } from './command.ts';
import type { ConsumerApp } from './consumer-app.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

const CONFIGURATION = path.join(REPOSITORY, 'sample/federation-broker.json');

/** Resources by the paths of their constructs, relative to the broker. */
type ResourcesByPath = Readonly<Record<string, unknown>>;

/**
 * Checks that an app with the sample configuration gets the same broker as the repository's own stack. Both use the app's
 * feature flags. The hash of each function's code must also be the same.
 *
 * @param program the command that runs the app
 */
export async function checkSameTemplate(
  app: ConsumerApp,
  program: string,
  report: Report,
): Promise<void> {
  const synth = await app.synth('--app', program, '--output', 'compared.out');
  report.check(`${app.name}: synthesizes the sample`, synth.succeeded, synth.output);
  if (synth.succeeded) {
    const theirs = readBroker(app.path('compared.out'));
    const ours = readBroker(await ourAssembly(app, theirs.metadata.name));
    const different = differences(resourcesByPath(theirs), resourcesByPath(ours));
    const what = `${app.name}: deploys what the repository deploys`;
    report.check(what, different.length === 0, different.join());
  }
}

/** Synthesizes our own stack with this name and the app's feature flags. Returns the folder of the cloud assembly. */
async function ourAssembly(app: ConsumerApp, stackName: string): Promise<string> {
  const folder = app.path('ours.out');
  const config = app.path('ours.json');
  writeFileSync(
    config,
    JSON.stringify({ ...readJson(CONFIGURATION), stackName, grants: 'sample-grants.json' }),
  );
  const context = { ...readJson(app.path('cdk.json')).context, config };
  const { succeeded, output } = await outcomeOf(
    [process.execPath, '--import', 'tsx', 'bin/federation-broker.ts'],
    REPOSITORY,
    { CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  );
  if (!succeeded) {
    throw new Error(`Our own stack was not synthesized: ${output}`);
  }
  return folder;
}

/** Returns the broker's resources. Construct paths replace the logical ids, because these differ between stacks. */
function resourcesByPath(broker: SynthesizedBroker): ResourcesByPath {
  const scope = `/${broker.path}/`;
  const paths = new Map(
    broker.stack
      .findMetadataByType(ArtifactMetadataEntryType.LOGICAL_ID)
      .filter((entry) => entry.path.startsWith(scope))
      .map((entry) => [String(entry.data), entry.path.slice(scope.length)]),
  );
  return Object.fromEntries(
    Object.entries(broker.template.Resources).flatMap(([logicalId, resource]) => {
      const found = paths.get(logicalId);
      return found === undefined ? [] : [[found, withPaths(resource, paths)]];
    }),
  );
}

function differences(one: ResourcesByPath, other: ResourcesByPath): readonly string[] {
  const all = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...all].filter((each) => !isDeepStrictEqual(one[each], other[each]));
}

/**
 * Replaces logical ids in references (intrinsic functions and attributes), but not in other text that equals an id.
 */
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
      // The metadata is omitted, because it contains paths of constructs, which differ between the apps.
      .filter(([name]) => name !== 'Metadata')
      .map(([name, argument]) => {
        switch (name) {
          case 'Ref':
            return [name, pathOf(argument)];
          case 'Fn::GetAtt':
            return [name, [pathOf(argument[0]), argument[1]]];
          case 'DependsOn':
            return [name, [argument].flat().map(pathOf).sort()];
          default:
            return [name, withPaths(argument, paths)];
        }
      }),
  );
}

function readJson(file: string): Record<string, object> {
  return JSON.parse(readFileSync(file, 'utf8'));
}
