import { isObject, type JsonObject } from './json-object.ts';

/** What the CDK adds to a template by itself, by section. None of it changes the resources of the app. */
const ADDITIONS: readonly (readonly [section: string, name: string, type: string | undefined])[] = [
  // They check the version of the bootstrap stack, which the local AWS does not need.
  ['Parameters', 'BootstrapVersion', 'AWS::SSM::Parameter::Value<String>'],
  ['Rules', 'CheckBootstrapVersion', undefined],
  // They tell AWS which constructs an app uses.
  ['Resources', 'CDKMetadata', 'AWS::CDK::Metadata'],
  ['Conditions', 'CDKMetadataAvailable', undefined],
];

/**
 * The template without the CDK's additions, and without sections that have nothing else.
 * Sources: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html,
 * https://docs.aws.amazon.com/cdk/v2/guide/usage-data.html
 */
export function withoutCdkAdditions(template: JsonObject): JsonObject {
  let rest = template;
  for (const [section, name, type] of ADDITIONS) {
    const { [section]: entries, ...others } = rest;
    const added = isObject(entries) ? entries[name] : undefined;
    if (isObject(entries) && isObject(added) && (type === undefined || added.Type === type)) {
      const { [name]: _, ...left } = entries;
      rest =
        Object.keys(left).length > 0 || section === 'Resources'
          ? { ...others, [section]: left }
          : others;
    }
  }
  return rest;
}
