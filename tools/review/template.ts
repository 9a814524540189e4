import { InvalidInput } from '../../core/problems.ts';
import { readableValue } from './readable-value.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

/** A synthesized template, its references written as text. */
export interface ReviewedTemplate {
  readonly resources: readonly ReviewedResource[];
  readonly outputs: readonly ReviewedOutput[];
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
}

/**
 * `Condition` is not here: a resource that may be missing cannot be reviewed.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html
 */
const RESOURCE_ATTRIBUTES = [
  'Type',
  'Properties',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
];

/** Throws InvalidInput for whatever the page could not show: a section, a type, an attribute, a property. */
export function readTemplate(template: unknown): ReviewedTemplate {
  const sections = record(template, 'the template');
  refuseUnknown('the template', sections, ['Description', 'Resources', 'Outputs']);
  return {
    resources: Object.entries(record(sections.Resources, 'Resources')).map(readResource),
    outputs: Object.entries(record(sections.Outputs ?? {}, 'Outputs')).map(readOutput),
  };
}

/** The value as an object, or InvalidInput. */
export function record(value: unknown, owner: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInput([`${owner}: must be a JSON object`]);
  }
  return { ...value };
}

/** Throws InvalidInput for names that the page could not show. */
export function refuseUnknown(owner: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InvalidInput(
      unknown.map((name) => `${owner}: ${name}: is nothing that the review page knows`),
    );
  }
}

/** One text or a list of them; none at all is no form that anything here has. */
export function texts(value: unknown, owner: string): readonly string[] {
  const list = [value].flat();
  if (list.length === 0 || !list.every((item): item is string => typeof item === 'string')) {
    throw new InvalidInput([`${owner}: has a part that is neither text nor a list of texts`]);
  }
  return list;
}

function readResource([logicalId, value]: [string, unknown]): ReviewedResource {
  const resource = record(value, logicalId);
  const type = String(resource.Type);
  const known = RESOURCE_TYPES.get(type);
  if (known === undefined) {
    throw new InvalidInput([`${logicalId}: ${type}: is no type that the review page knows`]);
  }
  refuseUnknown(logicalId, resource, RESOURCE_ATTRIBUTES);
  const properties = record(resource.Properties ?? {}, logicalId);
  refuseUnknown(logicalId, properties, [...known.permissions, ...known.settings, ...known.silent]);
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

function optionalTexts(value: unknown, owner: string): readonly string[] {
  return value === undefined ? [] : texts(value, owner);
}

function readOutput([name, value]: [string, unknown]): ReviewedOutput {
  const output = record(value, name);
  refuseUnknown(name, output, ['Description', 'Value']);
  return {
    name,
    value: String(readableValue(output.Value, name)),
    description: String(output.Description ?? ''),
  };
}
