import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import type { Configuration } from '../../core/configuration/configuration.ts';
import { readDeployment } from '../../lib/deployment.ts';
import { FederationBrokerStack } from '../../lib/federation-broker-stack.ts';
import { Grants } from '../../lib/grants.ts';

export interface ReadableResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

export interface ReadableTemplate {
  readonly Resources: Readonly<Record<string, ReadableResource>>;
  readonly Outputs: Readonly<
    Record<
      string,
      {
        readonly Value: unknown;
        readonly Description: string;
        readonly Export?: { readonly Name: unknown };
      }
    >
  >;
}

/** The template of the fixture's stack, with references as text: `${BrokerUser.Arn}`, `arn:${AWS::Partition}:…`. */
export function readableTemplate(
  more: Partial<Configuration> = {},
  grants?: readonly object[],
): ReadableTemplate {
  const deployment = readDeployment('test/fixtures/stack/federation-broker.json');
  // These tests do not need the code of the functions.
  const app = new App({ analyticsReporting: false, context: { [BUNDLING_STACKS]: [] } });
  const stack = new FederationBrokerStack(app, {
    ...deployment,
    ...(grants === undefined ? {} : { grants: Grants.fromText(JSON.stringify({ grants })) }),
    configuration: { ...deployment.configuration, ...more },
  });
  return readable(Template.fromStack(stack).toJSON()) as ReadableTemplate;
}

/** Writes the references in a template's value as text. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name === 'Ref') {
    return `\${${argument}}`;
  }
  if (entries.length === 1 && name === 'Fn::GetAtt') {
    return `\${${argument.join('.')}}`;
  }
  if (entries.length === 1 && name === 'Fn::Join') {
    return argument[1].map(readable).join(argument[0]);
  }
  if (entries.length === 1 && name === 'Fn::Sub') {
    return argument;
  }
  return Object.fromEntries(entries.map(([key, entry]) => [key, readable(entry)]));
}
