import { withoutCdkAdditions } from './cdk-additions.ts';
import { allowOnly, asObject, asText, type JsonObject } from './json-object.ts';
import { TemplateError } from './template-error.ts';

const SECTIONS = ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Resources', 'Outputs'];
const RESOURCE_ATTRIBUTES = [
  'Type',
  'Properties',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
];
const OUTPUT_ATTRIBUTES = ['Description', 'Value', 'Export'];

/**
 * The supported values.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
 */
const POLICIES = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate'],
  UpdateReplacePolicy: ['Delete', 'Retain'],
} as const;

/**
 * A template of one stack, with unresolved intrinsic functions.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export interface Template {
  /** By logical id, in the template's order. */
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  /** By logical id. */
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  readonly description: string | undefined;
}

export interface OutputDefinition {
  readonly value: unknown;
  readonly description: string | undefined;
  /**
   * The name of the export. No stack can import the value, because the local AWS does not support `Fn::ImportValue`.
   */
  readonly exportName: unknown;
}

export interface ResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  /** Kept when the stack is deleted, or when a later template no longer has the resource. */
  readonly retained: boolean;
  /** The resource is kept even if the deployment that creates the resource fails. */
  readonly retainedOnCreate: boolean;
  /** The old physical resource is kept when a new one replaces it. */
  readonly retainedWhenReplaced: boolean;
}

/** Throws TemplateError for a section or an attribute that the local AWS does not support. */
export function parseTemplate(value: unknown): Template {
  const template = withoutCdkAdditions(asObject(value, 'The template'));
  allowOnly(template, SECTIONS, 'The template');
  const resources = asObject(template.Resources, 'Resources');
  const outputs = asObject(template.Outputs ?? {}, 'Outputs');
  return {
    resources: new Map(
      Object.entries(resources).map(([id, resource]) => [id, parseResource(id, resource)]),
    ),
    description:
      template.Description === undefined ? undefined : asText(template.Description, 'Description'),
    outputs: new Map(Object.entries(outputs).map(([id, output]) => [id, parseOutput(id, output)])),
  };
}

function parseResource(logicalId: string, value: unknown): ResourceDefinition {
  const resource = asObject(value, logicalId);
  allowOnly(resource, RESOURCE_ATTRIBUTES, logicalId);
  const deletionPolicy = policyOf(resource, logicalId, 'DeletionPolicy');
  const updateReplacePolicy = policyOf(resource, logicalId, 'UpdateReplacePolicy');
  return {
    logicalId,
    type: asText(resource.Type, `${logicalId}.Type`),
    properties: asObject(resource.Properties ?? {}, `${logicalId}.Properties`),
    dependsOn: parseDependsOn(resource.DependsOn ?? [], `${logicalId}.DependsOn`),
    retained: deletionPolicy !== 'Delete',
    retainedOnCreate: deletionPolicy === 'Retain',
    retainedWhenReplaced: updateReplacePolicy === 'Retain',
  };
}

function parseDependsOn(value: unknown, where: string): readonly string[] {
  return Array.isArray(value) ? value.map((id) => asText(id, where)) : [asText(value, where)];
}

function policyOf(
  resource: JsonObject,
  logicalId: string,
  attribute: keyof typeof POLICIES,
): string {
  const policy = resource[attribute] ?? 'Delete';
  const supported = POLICIES[attribute].find((each) => each === policy);
  if (supported === undefined) {
    throw new TemplateError(`${logicalId}: the local AWS does not support ${attribute} ${policy}`);
  }
  return supported;
}

function parseOutput(id: string, value: unknown): OutputDefinition {
  const where = `Outputs.${id}`;
  const output = asObject(value, where);
  allowOnly(output, OUTPUT_ATTRIBUTES, where);
  return {
    value: output.Value,
    description:
      output.Description === undefined
        ? undefined
        : asText(output.Description, `${where}.Description`),
    exportName:
      output.Export === undefined ? undefined : asObject(output.Export, `${where}.Export`).Name,
  };
}
