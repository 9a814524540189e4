import { randomInt } from 'node:crypto';
import type { Account } from '../account.ts';
import type { HttpApis } from '../api-gateway/http-apis.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { Identities } from '../iam/identities.ts';
import type { Kms } from '../kms/kms.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogsService } from '../logs/logs-service.ts';
import type { SecretsManagerService } from '../secrets-manager/secrets-manager-service.ts';
import type { Properties } from './properties.ts';
import type { TagForm } from './resource-tags.ts';

/** What stacks are made of; CloudFormation uses them as the deployer, who may do anything. */
export interface Services {
  readonly account: Account;
  readonly identities: Identities;
  readonly kms: Kms;
  readonly secretsManager: SecretsManagerService;
  readonly logs: LogsService;
  readonly cloudWatch: CloudWatch;
  readonly functions: Functions;
  readonly httpApis: HttpApis;
}

export interface ResourceRequest {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly stackName: string;
  readonly stackId: string;
  readonly services: Services;
  /** Folders by the S3 key of their asset. */
  readonly folders: ReadonlyMap<string, string>;
}

export interface DeletionRequest extends ResourceRequest {
  readonly physicalId: string;
}

export interface CreatedResource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface UpdateRequest extends ResourceRequest {
  /** What is there, with the properties that it has. */
  readonly previous: CreatedResource & { readonly properties: Properties };
}

/**
 * One row of the table of types. A failed `create` leaves nothing behind, a failed `update` the resource as it was.
 * Which property does what is said on the type's page, under "Update requires".
 */
export interface ResourceType {
  /** The properties that the local AWS understands; absent where the type takes any. */
  readonly properties?: readonly string[];
  /** How the type writes `Tags`; absent where the local AWS takes none. Nothing but a role's is kept. */
  readonly tags?: TagForm;
  /** Those of them whose change makes another physical resource; left out, none does. */
  readonly replacing?: readonly string[];
  /** Those of them that cannot change, each with the reason. */
  readonly fixed?: Readonly<Record<string, string>>;
  create(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
  /** Changes the physical resource; absent where every property replaces it. */
  update?(request: UpdateRequest): CreatedResource | Promise<CreatedResource>;
  delete(request: DeletionRequest): void | Promise<void>;
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SUFFIX_LENGTH = 12;

/**
 * The name of a resource that the template does not name: `STACK-LOGICALID-` and 12 random characters, the first two
 * parts cut to fit `maxLength`.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function physicalName({ stackName, logicalId }: ResourceRequest, maxLength: number): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () =>
    SUFFIX_ALPHABET.charAt(randomInt(SUFFIX_ALPHABET.length)),
  ).join('');
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - SUFFIX_LENGTH - 1)}-${suffix}`;
}
