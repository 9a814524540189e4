import { randomInt } from 'node:crypto';
import type { Account } from '../account.ts';
import type { HttpApis } from '../api-gateway/http-apis.ts';
import type { Clock } from '../clock.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { Faults } from '../faults.ts';
import type { Identities } from '../iam/identities.ts';
import type { Kms } from '../kms/kms.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogsService } from '../logs/logs-service.ts';
import type { S3Service } from '../s3/s3-service.ts';
import type { SecretsManagerService } from '../secrets-manager/secrets-manager-service.ts';
import type { Parameters } from '../ssm/parameters.ts';
import type { Deployer } from './deployer.ts';
import type { FunctionCode } from './function-code.ts';
import type { Properties } from './properties.ts';

/** The form of the property `Tags`: `list` is `[{"Key": "KEY", "Value": "VALUE"}]`, `object` is `{"KEY": "VALUE"}`. */
export type TagForm = 'list' | 'object';

/** The services of the local AWS in which resources are created. */
export interface Services {
  readonly account: Account;
  readonly clock: Clock;
  readonly identities: Identities;
  readonly kms: Kms;
  readonly s3: S3Service;
  readonly secretsManager: SecretsManagerService;
  readonly logs: LogsService;
  readonly cloudWatch: CloudWatch;
  readonly functions: Functions;
  readonly httpApis: HttpApis;
  readonly ssm: Parameters;
  readonly failsToStabilize?: Faults['failsToStabilize'];
}

export interface ResourceRequest {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly stackName: string;
  readonly stackId: string;
  /** The suffix of a generated name, for a new resource that has no name in the template. */
  readonly nameSuffix: string;
  readonly services: Services;
  readonly code: FunctionCode;
  /** The principal that needs the permissions for the change. If undefined, no permission is checked. */
  readonly deployer?: Deployer;
}

export interface DeletionRequest extends ResourceRequest {
  readonly physicalId: string;
}

export interface CreatedResource {
  /** The result of `Ref`. */
  readonly physicalId: string;
  /** The results of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface UpdateRequest extends ResourceRequest {
  /** The existing resource and its current properties. */
  readonly previous: CreatedResource & { readonly properties: Properties };
}

/** The creation of a resource failed, but CloudFormation knows a physical id, so the rollback deletes the resource. */
export class IncompleteCreation extends Error {
  readonly created: CreatedResource;

  constructor(message: string, created: CreatedResource) {
    super(message);
    this.created = created;
  }
}

/**
 * One row of the table of types. A failed `create` leaves nothing, and a failed `update` leaves the resource unchanged.
 * "Update requires" on the page of the type says how each property is updated.
 */
export interface ResourceType {
  /** The properties that the local AWS supports. Absent if the type accepts any property. */
  readonly properties?: readonly string[];
  /** The form of `Tags`. Absent if the local AWS supports no tags for the type. Only a role's tags are stored. */
  readonly tags?: TagForm;
  /** Properties whose change replaces the physical resource. By default, none. */
  readonly replacing?: readonly string[];
  /** Properties that cannot change, each with the reason. */
  readonly fixed?: Readonly<Record<string, string>>;
  create(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
  /** Changes the physical resource. Absent if every change replaces it. */
  update?(request: UpdateRequest): CreatedResource | Promise<CreatedResource>;
  delete(request: DeletionRequest): void | Promise<void>;
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SUFFIX_LENGTH = 12;

export function newNameSuffix(): string {
  return Array.from({ length: SUFFIX_LENGTH }, () =>
    SUFFIX_ALPHABET.charAt(randomInt(SUFFIX_ALPHABET.length)),
  ).join('');
}

/**
 * Returns a name for a resource without one in the template: `STACK-LOGICALID-` and 12 random characters. If that is
 * longer than `maxLength`, each of stack name and logical id gets half of the characters, and what the other does not
 * need.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html,
 * https://github.com/aws-cloudformation/cloudformation-cli-java-plugin (`IdentifierUtils`)
 */
export function physicalName(
  { stackName, logicalId, nameSuffix }: ResourceRequest,
  maxLength: number,
): string {
  const free = maxLength - SUFFIX_LENGTH - 2;
  const half = Math.floor(free / 2);
  const stackLength = Math.max(half, free - logicalId.length);
  const idLength = free - Math.min(stackName.length, stackLength);
  return `${stackName.slice(0, stackLength)}-${logicalId.slice(0, idLength)}-${nameSuffix}`;
}

/**
 * Returns a name for a resource of a type whose generated names begin with the logical id. For secrets, observed in
 * https://github.com/link2aws/link2aws.github.io/pull/66
 */
export function nameWithoutStack({ logicalId, nameSuffix }: ResourceRequest): string {
  return `${logicalId}-${nameSuffix}`;
}
