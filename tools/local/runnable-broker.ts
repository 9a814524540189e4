import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { LocalAws } from 'local-aws';
import { parseDeployedGrants } from '../../core/grants/deployed-names.ts';
import type { Grant } from '../../core/grants/grant.ts';
import type { BrokerMetadata } from '../../lib/broker-metadata.ts';
import { foreignIds } from '../assembly/foreign-resources.ts';
import { referencesIn } from '../assembly/references.ts';
import {
  grantNamesIn,
  type SynthesizedBroker,
  type Template,
  type TemplateResource,
} from '../assembly/synthesized-broker.ts';
import { StandIns } from './stand-ins.ts';

/** A broker whose template refers to no other resource of the app, so that the local AWS can run the broker alone. */
export interface RunnableBroker {
  readonly metadata: BrokerMetadata;
  readonly template: Template;
  /** The grants, with the names that replace their placeholders. */
  readonly grants: readonly Grant[];
}

/**
 * Removes the rest of the app from the template. Replaces references to the removed resources with names and ARNs that such
 * resources could have.
 */
export function runnableBroker(
  { template, stack, metadata, grantsText, ...broker }: SynthesizedBroker,
  account: LocalAws['account'],
): RunnableBroker {
  const foreign = foreignIds({ stack, path: broker.path });
  const own = Object.entries(template.Resources).filter(([id]) => !foreign.has(id));
  const kept = new Set(own.map(([id]) => id));
  const standIns = new StandIns(account, stack.assembly.stacks);
  const filled = <T>(value: T) => standIns.fill(value, { template, kept }) as T;
  const resources = Object.fromEntries(
    own.map(([id, resource]) => [id, filled(withDependencies(resource, kept))]),
  );
  const names = grantNamesIn(resources[metadata.function.Ref] as TemplateResource);
  const unchanged = own.map(([id, resource]) => [id, withDependencies(resource, kept)]);
  const isWhole =
    kept.size === Object.keys(template.Resources).length &&
    isDeepStrictEqual(resources, Object.fromEntries(unchanged));
  return {
    metadata: filled(metadata),
    // Keep the complete template, so that `cdk diff` finds no difference.
    template: isWhole ? template : { Resources: resources, Outputs: outputsOf(template, kept) },
    grants: parseDeployedGrants(JSON.parse(grantsText), names),
  };
}

/**
 * Writes a cloud assembly with one stack. The assembly contains only the fields that the local AWS reads.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
 * @param folder an empty folder
 */
export function writeAssembly(
  folder: string,
  { template }: RunnableBroker,
  { stack, assets }: SynthesizedBroker,
): void {
  const write = (name: string, content: object) =>
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  const used = codeKeysIn(template);
  const files = [...assets].flatMap(([destination, { path: source }]) => {
    const [bucketName = '', objectKey = ''] = destination.split(/\/(.*)/s);
    return used.has(objectKey)
      ? [
          {
            source: { path: source, packaging: 'zip' },
            destinations: { local: { bucketName, objectKey } },
          },
        ]
      : [];
  });
  write('template.json', template);
  write('assets.json', { files: { ...files } });
  write('manifest.json', {
    artifacts: {
      assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      stack: {
        type: 'aws:cloudformation:stack',
        properties: { stackName: stack.stackName, templateFile: 'template.json' },
      },
    },
  });
}

/** Object keys of the code assets of the functions in the template. */
function codeKeysIn({ Resources }: Template): ReadonlySet<string> {
  return new Set(
    Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => String({ ...Object(Properties?.Code) }.S3Key)),
  );
}

function withDependencies(resource: TemplateResource, kept: ReadonlySet<string>): TemplateResource {
  return resource.DependsOn === undefined
    ? resource
    : { ...resource, DependsOn: [resource.DependsOn].flat().filter((id) => kept.has(id)) };
}

/** The outputs that refer only to the broker. */
function outputsOf({ Outputs = {} }: Template, kept: ReadonlySet<string>): Template['Outputs'] {
  return Object.fromEntries(
    Object.entries(Outputs)
      .filter(([, output]) =>
        [...referencesIn(output)].every((id) => kept.has(id) || id.startsWith('AWS::')),
      )
      .map(([name, { Description, Value }]) => [name, { Description, Value }]),
  );
}
