import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { GRANTS_FILE } from '../../lambda/environment.ts';
import type { ReadableResource } from './readable-template.ts';

/**
 * Returns a stack of an app that uses the construct. The app does not bundle the functions, so synthesis is fast and the
 * assets do not contain code.
 */
export function consumerStack(props: StackProps = {}, isBundled = false): Stack {
  const app = new App({
    analyticsReporting: false,
    context: isBundled ? {} : { [BUNDLING_STACKS]: [] },
  });
  return new Stack(app, 'Data', props);
}

/** All resources of a type, by logical id. */
export function resourcesOf(
  stack: Stack,
  type: string,
): readonly (readonly [id: string, resource: ReadableResource])[] {
  const { Resources } = Template.fromStack(stack).toJSON();
  return Object.entries<ReadableResource>(Resources).filter(([, { Type }]) => Type === type);
}

/** The properties of the only resource of this type whose logical id has this prefix. */
export function propertiesOf(
  stack: Stack,
  type: string,
  idPrefix = '',
): ReadableResource['Properties'] {
  const found = resourcesOf(stack, type).filter(([id]) => id.startsWith(idPrefix));
  const [resource] = found;
  if (resource === undefined || found.length > 1) {
    throw new Error(`The template has ${found.length} resources ${type} ${idPrefix}`);
  }
  return resource[1].Properties;
}

export function warningsOf(stack: Stack): readonly string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

/** The grants file in the asset of the broker function. */
export function deployedGrants(stack: Stack): string {
  const { Code } = propertiesOf(stack, 'AWS::Lambda::Function', 'BrokerBrokerFunction');
  const { S3Key } = Code as { S3Key: string };
  const { directory } = (stack.node.root as App).synth();
  return readFileSync(path.join(directory, `asset.${path.parse(S3Key).name}`, GRANTS_FILE), 'utf8');
}

/** The error of the synthesis, or an empty string if it succeeds. */
export function synthesisProblems(stack: Stack): string {
  try {
    (stack.node.root as App).synth();
    return '';
  } catch (error) {
    return String(error);
  }
}
