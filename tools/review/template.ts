import { InvalidInput } from '../../core/problems.ts';
import { readableValue } from '../assembly/readable-value.ts';
import { REFUSED_PROPERTIES, STATEMENT_PROPERTIES } from './resource-types.ts';

/** A synthesized template with its references written as text. */
export interface ReviewedTemplate {
  readonly resources: readonly ReviewedResource[];
  readonly outputs: readonly ReviewedOutput[];
  readonly parameters: readonly ReviewedParameter[];
}

export interface ReviewedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Logical ids. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}

export interface ReviewedOutput {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  /** Other stacks can import the value by this name. */
  readonly exportName?: string;
}

/** A value that only the deployment decides about. */
export interface ReviewedParameter {
  readonly name: string;
  readonly type: string;
  /** The default and the limits of the value. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * `Condition` is missing, because nobody can review a resource that the deployment may leave out.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html
 */
const RESOURCE_ATTRIBUTES = [
  'Type',
  'Properties',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  // Construct paths; CloudFormation ignores it for every type that the page knows.
  'Metadata',
];

/** @throws InvalidInput for a section, a type, an attribute or a property that the page cannot show */
export function readTemplate(template: unknown): ReviewedTemplate {
  const sections = record(template, 'the template');
  refuseUnknown('the template', sections, ['Description', 'Resources', 'Outputs', 'Parameters']);
  return {
    resources: Object.entries(record(sections.Resources, 'Resources')).map(readResource),
    outputs: Object.entries(record(sections.Outputs ?? {}, 'Outputs')).map(readOutput),
    parameters: Object.entries(record(sections.Parameters ?? {}, 'Parameters')).map(readParameter),
  };
}

/** @throws InvalidInput for anything but a JSON object */
export function record(value: unknown, owner: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInput([`${owner}: must be a JSON object`]);
  }
  return { ...value };
}

/** @throws InvalidInput for names that the page cannot show */
export function refuseUnknown(owner: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InvalidInput(
      unknown.map((name) => `${owner}: ${name}: the review page cannot show this: remove it`),
    );
  }
}

/** @throws InvalidInput for anything but a string or a list of at least one string */
export function texts(value: unknown, owner: string): readonly string[] {
  const list = [value].flat();
  if (list.length === 0 || !list.every((item): item is string => typeof item === 'string')) {
    throw new InvalidInput([`${owner}: has a part that is neither a string nor a list of strings`]);
  }
  return list;
}

function readResource([logicalId, value]: [string, unknown]): ReviewedResource {
  const resource = record(value, logicalId);
  const type = String(resource.Type);
  if (!STATEMENT_PROPERTIES.has(type)) {
    throw new InvalidInput([
      `${logicalId}: ${type}: the review page does not know this type: remove the resource, or add the type to tools/review/resource-types.ts`,
    ]);
  }
  refuseUnknown(logicalId, resource, RESOURCE_ATTRIBUTES);
  const properties = record(resource.Properties ?? {}, logicalId);
  refuseUnseenPermissions(logicalId, type, properties);
  const { DependsOn, DeletionPolicy, UpdateReplacePolicy } = resource;
  const [deletionPolicy] = optionalTexts(DeletionPolicy, logicalId);
  const [updateReplacePolicy] = optionalTexts(UpdateReplacePolicy, logicalId);
  return {
    logicalId,
    type,
    properties: record(readableValue(properties, logicalId), logicalId),
    dependsOn: optionalTexts(DependsOn, logicalId),
    deletionPolicy,
    updateReplacePolicy,
  };
}

function refuseUnseenPermissions(logicalId: string, type: string, properties: object): void {
  const refused = REFUSED_PROPERTIES.get(type)?.filter((name) => name in properties) ?? [];
  if (refused.length > 0) {
    throw new InvalidInput(
      refused.map(
        (name) =>
          `${logicalId}: ${name}: gives permissions that the review page cannot show: write statements instead`,
      ),
    );
  }
}

function optionalTexts(value: unknown, owner: string): readonly string[] {
  return value === undefined ? [] : texts(value, owner);
}

function readOutput([name, value]: [string, unknown]): ReviewedOutput {
  const output = record(value, name);
  refuseUnknown(name, output, ['Description', 'Export', 'Value']);
  return {
    name,
    value: String(readableValue(output.Value, name)),
    description: String(output.Description ?? ''),
    exportName:
      output.Export === undefined
        ? undefined
        : String(readableValue(record(output.Export, name).Name, name)),
  };
}

function readParameter([name, value]: [string, unknown]): ReviewedParameter {
  const { Type, Description: _, ...settings } = record(value, name);
  return { name, type: String(Type), settings };
}
