import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { parseConfiguration } from '../../core/configuration/configuration.ts';
import { FederationBrokerStack } from '../../lib/federation-broker-stack.ts';
import { Grants } from '../../lib/grants.ts';

/** What a rehearsed deployment changes in a configuration file and its grants file. */
export interface RehearsedSettings {
  /** Fields of the configuration, as people write them. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly moreGrants?: readonly object[];
  /** Whether the construct of the broker user has another id, which replaces the user, the secret and their functions. */
  readonly renamed?: boolean;
}

/** The logical ids of the broker user, its key, and what rotates and deletes the key. */
const IDENTITY = /"(Broker(?:User|AccessKey)\w*)"/g;

/** Synthesizes a stack in this process, and returns the folder of its cloud assembly. */
export function rehearsedAssembly(
  configurationPath: string,
  { configuration = {}, moreGrants = [], renamed = false }: RehearsedSettings = {},
): string {
  const folder = path.dirname(configurationPath);
  const { grants } = JSON.parse(readFileSync(path.join(folder, 'grants.json'), 'utf8'));
  const app = new App({ analyticsReporting: false });
  new FederationBrokerStack(app, {
    configuration: parseConfiguration({
      ...JSON.parse(readFileSync(configurationPath, 'utf8')),
      ...configuration,
    }),
    grants: Grants.fromText(JSON.stringify({ grants: [...grants, ...moreGrants] })),
  });
  const { directory, stacks } = app.synth();
  for (const { templateFullPath } of stacks) {
    const template = withoutRotation(JSON.parse(readFileSync(templateFullPath, 'utf8')));
    const text = JSON.stringify(template);
    writeFileSync(templateFullPath, renamed ? text.replaceAll(IDENTITY, '"Renamed$1"') : text);
  }
  return directory;
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>
  >;
}

/** The rehearsal replaces the functions, so no rotation could end. A rotation does not use the deployer's permissions. */
function withoutRotation(template: Template): Template {
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::SecretsManager::RotationSchedule') {
      Properties.RotateImmediatelyOnUpdate = false;
    }
  }
  return template;
}
