import { existsSync } from 'node:fs';
import path from 'node:path';
import { CloudAssembly, type CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { parseDeployedGrants } from '../../core/grants/deployed-names.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { ENV } from '../../lambda/environment.ts';
import { BROKER_METADATA, type BrokerMetadata } from '../../lib/broker-metadata.ts';
import { type Asset, assetsOf } from './assets.ts';
import { readableValue } from './readable-value.ts';

/** A broker in a cloud assembly, as `cdk deploy` would send it. */
export interface SynthesizedBroker {
  /** Path of its construct, such as `Prod/Storage/Broker`. */
  readonly path: string;
  readonly stack: CloudFormationStackArtifact;
  /** The other stacks of the app, as `cdk deploy` names them. */
  readonly otherStacks: readonly string[];
  /** The stack's template, as JSON.parse reads it. */
  readonly template: Template;
  /** By BUCKET/KEY of the Amazon S3 object that each is uploaded to. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** References are written as in `grants`. */
  readonly metadata: BrokerMetadata;
  /** A name that is known only when the stack is deployed is written as a reference, such as `${Bucket83908E77}`. */
  readonly grants: readonly Grant[];
  /** The grants file beside the function's code. */
  readonly grantsText: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

export interface TemplateOutput {
  readonly Description?: string;
  readonly Value?: unknown;
  readonly Export?: { readonly Name?: unknown };
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

/**
 * Reads a broker with the CDK's own reader.
 *
 * @param folder a cloud assembly, such as `cdk.out`
 * @param brokerPath path of the broker's construct; required if the app has several brokers
 * @throws Error that says what to do if there is no such broker
 */
export function readBroker(folder: string, brokerPath?: string): SynthesizedBroker {
  if (!existsSync(path.join(folder, 'manifest.json'))) {
    throw new Error(`${folder} is not a cloud assembly: run npx cdk synth first`);
  }
  const found = brokersIn(new CloudAssembly(folder));
  const paths = found.map((broker) => broker.path).join(', ');
  const chosen = found.filter((each) => brokerPath === undefined || each.path === brokerPath);
  const [broker] = chosen;
  if (broker === undefined) {
    throw new Error(
      paths === ''
        ? `${folder} has no FederationBroker: if the app has one, run npx cdk synth again`
        : `${folder} has no broker "${brokerPath}", only: ${paths}`,
    );
  }
  if (chosen.length > 1) {
    throw new Error(`${folder} has several brokers: choose one with --broker: ${paths}`);
  }
  return withGrants(broker);
}

type FoundBroker = Pick<SynthesizedBroker, 'path' | 'stack' | 'otherStacks' | 'metadata'>;

function brokersIn({ stacksRecursively: stacks }: CloudAssembly): readonly FoundBroker[] {
  return stacks.flatMap((stack) =>
    stack.findMetadataByType(BROKER_METADATA).map((entry) => ({
      path: entry.path.slice(1),
      stack,
      otherStacks: stacks.filter((other) => other !== stack).map((other) => other.hierarchicalId),
      metadata: entry.data as unknown as BrokerMetadata,
    })),
  );
}

function withGrants(broker: FoundBroker): SynthesizedBroker {
  const { path: brokerPath, stack, metadata } = broker;
  const template: Template = stack.template;
  const assets = assetsOf(stack);
  const lambda = template.Resources[metadata.function.Ref];
  if (lambda === undefined) {
    // The CDK writes a nested stack's template into a file of its own.
    throw new Error(`${brokerPath} is in a nested stack, which this command cannot read`);
  }
  const code = readableValue(lambda.Properties?.Code, brokerPath);
  const grantsText = assets.get(assetKeyOf(code))?.grantsText;
  if (grantsText === undefined) {
    throw new Error(
      `${brokerPath}: the code of its function is not in the cloud assembly: run npx cdk synth without the name of a stack`,
    );
  }
  const ceiling = readableValue(metadata.ceiling, brokerPath) as BrokerMetadata['ceiling'];
  return {
    ...broker,
    metadata: { ...metadata, ceiling },
    template,
    assets,
    grants: grantsWith(grantNamesIn(lambda), grantsText),
    grantsText,
  };
}

/** The names that replace the placeholders in the function's grants. Template references are written as text. */
export function grantNamesIn({ Properties = {} }: TemplateResource): readonly string[] {
  const { Variables } = { ...Object(Properties.Environment) };
  const names = readableValue({ ...Object(Variables) }[ENV.grantNames] ?? '[]', ENV.grantNames);
  return JSON.parse(String(names));
}

/** The parser does not accept references as names, so this function inserts the references into the parsed grants. */
function grantsWith(references: readonly string[], grantsText: string): readonly Grant[] {
  const standIns = references.map((_, index) => `known-at-deployment-${index}-x`);
  const parsed = parseDeployedGrants(JSON.parse(grantsText), standIns);
  const text = references.reduce(
    (filled, name, index) => filled.replaceAll(standIns[index] ?? '', () => name),
    JSON.stringify(parsed),
  );
  return JSON.parse(text);
}

/**
 * @param code the code property of a function, with references written as text
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
export function assetKeyOf(code: unknown): string {
  const { S3Bucket, S3Key } = { ...Object(code) };
  return `${S3Bucket}/${S3Key}`;
}
