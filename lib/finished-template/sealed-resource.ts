import { type CfnResource, Token } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import {
  displayName,
  type FinishedStack,
  isSection,
  logicalIdOf,
  type Section,
} from './finished-stacks.ts';

/**
 * Resource types whose properties decide who may do what. Only the properties listed with a type have no effect on permissions.
 * Aspects may set those, because organizations have rules for names, tags and boundaries.
 */
const OPEN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': [
    'Description',
    'DisableExecuteApiEndpoint',
    'IpAddressType',
    'Name',
    'Tags',
  ],
  'AWS::ApiGatewayV2::Authorizer': ['Name'],
  'AWS::ApiGatewayV2::Integration': ['Description', 'TimeoutInMillis'],
  'AWS::ApiGatewayV2::Route': ['OperationName'],
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'Path', 'Tags'],
  'AWS::IAM::Role': [
    'Description',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'RoleName',
    'Tags',
  ],
  'AWS::IAM::User': ['Path'],
  'AWS::Lambda::Permission': [],
  'AWS::SecretsManager::ResourcePolicy': [],
  'AWS::SecretsManager::RotationSchedule': [],
  'AWS::SecretsManager::Secret': ['Description', 'Tags'],
  'Custom::AccessKeys': ['ServiceTimeout'],
};

/** What to do about a changed property, by type. */
const REMEDIES: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy':
    'change the grants, "ceiling" or "revocations" instead: the policies are made of them',
  'AWS::IAM::Role': "give the permission to a role of your own, not to the broker's function",
  'AWS::IAM::User': 'give access by a grant. Nothing else may be attached to the broker user',
  'AWS::SecretsManager::RotationSchedule': 'set "rotationDays" or rotation instead',
  'AWS::SecretsManager::Secret':
    'only the rotation may write the secret. To encrypt it with your own key, set "kmsKey" or encryptionKey',
};

const OTHER_REMEDY = 'remove the override, aspect or call that changes it';

const SHOWN_CHARACTERS = 160;

/** A resource of the broker with a copy of the properties that it was constructed with. */
export class SealedResource {
  readonly resource: CfnResource;
  readonly #given: unknown;
  readonly #required: Section;

  /** @param required properties that replace the copied ones, by CloudFormation's names */
  constructor(resource: CfnResource, required: Section = {}) {
    this.resource = resource;
    this.#given = copied(propertiesOf(resource));
    this.#required = required;
  }

  /** The copied value of a property, by the CDK's name. */
  given(name: string): unknown {
    return isSection(this.#given) ? this.#given[name] : undefined;
  }

  /** The differences between the copies and the finished template. */
  problems({ stack, resources }: FinishedStack): readonly string[] {
    const type = this.resource.cfnResourceType;
    const found = resources.get(logicalIdOf(this.resource));
    if (found === undefined) {
      return [`${this.resource.node.path} (${type}): is not in the template: do not remove it`];
    }
    const expected = stack.resolve(this.#expected(stack.resolve(this.#given)));
    const open = OPEN_PROPERTIES[type];
    const names =
      open === undefined
        ? Object.keys(this.#required)
        : [...new Set([...Object.keys(expected), ...Object.keys(found.properties)])].filter(
            (name) => !open.includes(name),
          );
    const faults = names
      .filter((name) => textOf(expected[name]) !== textOf(found.properties[name]))
      .map((name) => `${name}: ${faultOf(expected[name], found.properties[name])}`);
    if (found.type !== type) {
      faults.push(`Type: must be ${type}, is ${found.type}`);
    }
    if (found.condition !== undefined) {
      faults.push('Condition: must not have one');
    }
    const remedy = REMEDIES[type] ?? OTHER_REMEDY;
    return faults.map((fault) => `${displayName(found)}: ${fault}: ${remedy}`);
  }

  #expected(given: Section): Section {
    return { ...rendered(this.resource, given), ...this.#required };
  }
}

/** Whether properties of this type decide who may do what. */
export function isSealable({ cfnResourceType }: CfnResource): boolean {
  return OPEN_PROPERTIES[cfnResourceType] !== undefined;
}

/** The CDK offers `cfnProperties` and `renderProperties` to subclasses only. No public member returns these values. */
function propertiesOf(resource: CfnResource): Section {
  return (resource as unknown as { cfnProperties: Section }).cfnProperties;
}

function rendered(resource: CfnResource, properties: Section): Section {
  return (
    resource as unknown as { renderProperties(properties: Section): Section }
  ).renderProperties(properties);
}

/** Copies lists, objects and policy documents, because other code can change the originals later. Returns tokens unchanged. */
function copied(value: unknown): unknown {
  if (value instanceof PolicyDocument) {
    return PolicyDocument.fromJson(value.toJSON());
  }
  if (Token.isUnresolved(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(copied);
  }
  return isSection(value) && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copied(item)]))
    : value;
}

function faultOf(expected: unknown, found: unknown): string {
  const must = expected === undefined ? 'be absent' : `be ${shown(expected)}`;
  return `must ${must}, is ${found === undefined ? 'absent' : shown(found)}`;
}

function shown(value: unknown): string {
  const text = textOf(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** JSON with the fields sorted by name, so that equal values have equal texts. */
function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, item) =>
      isSection(item)
        ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
        : item,
    ) ?? ''
  );
}
