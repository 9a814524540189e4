import { randomInt } from 'node:crypto';
import type { Account } from '../account.ts';
import type { HttpApis } from '../api-gateway/http-apis.ts';
import type { Identities } from '../iam/identities.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogsService } from '../logs/logs-service.ts';
import type { SecretsManagerService } from '../secrets-manager/secrets-manager-service.ts';
import type { Properties } from './properties.ts';

/** What stacks are made of; CloudFormation uses them as the deployer, who may do anything. */
export interface Services {
  readonly account: Account;
  readonly identities: Identities;
  readonly secretsManager: SecretsManagerService;
  readonly logs: LogsService;
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

/** One row of the table of types; a failed `create` leaves nothing behind. */
export interface ResourceType {
  /** The properties that the local AWS understands; absent where the type takes any. */
  readonly properties?: readonly string[];
  create(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
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
