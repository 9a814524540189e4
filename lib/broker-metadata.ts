import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Authentication } from '../core/configuration/authentication.ts';
import type { WrittenCase } from '../core/configuration/grant-case-parser.ts';
import type { CeilingEntry } from '../core/policies/ceiling.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { BrokerSettings } from './broker-settings.ts';

/** The type of the metadata entry by which tools find brokers in a cloud assembly. */
export const BROKER_METADATA = 'federation-broker';

/** The metadata as it is in the cloud assembly. */
export interface BrokerMetadata {
  /** Part of the names of the broker's APIs, logs and metrics. */
  readonly name: string;
  readonly user: Reference;
  readonly secret: Reference;
  readonly function: Reference;
  readonly auditLog: Reference;
  readonly rotationLog: Reference;
  readonly iamApi?: Reference;
  readonly callerPolicy?: Reference;
  /** By the names of their authentications. */
  readonly jwtApis: Readonly<Record<string, Reference>>;
  readonly authentication: readonly Authentication[];
  /** Absent if the ceiling is exactly what the grants need. Names of buckets may be a template's references. */
  readonly ceiling?: readonly CeilingEntry[];
  readonly allowCustomerProvidedKeys: boolean;
  /** The test cases that the grants passed. */
  readonly cases: readonly WrittenCase[];
  /** Encrypts the secret and the logs: an ARN, or a template's reference to one. */
  readonly kmsKey?: unknown;
}

/** To a resource, by its logical id. */
interface Reference {
  readonly Ref: string;
}

/** Describes the broker in the cloud assembly, outside the template. The CDK resolves the tokens. */
export function addBrokerMetadata(
  broker: Construct,
  { name, user, accessKey, broker: { handler }, apis }: BrokerParts,
  {
    authentication,
    ceiling,
    allowCustomerProvidedKeys,
    cases,
  }: Pick<BrokerSettings, 'authentication' | 'ceiling' | 'allowCustomerProvidedKeys'> &
    Pick<BrokerMetadata, 'cases'>,
  encryptionKey: IKey | undefined,
): void {
  broker.node.addMetadata(BROKER_METADATA, {
    name,
    user: user.name,
    secret: accessKey.secretArn,
    function: handler.functionName,
    auditLog: handler.logGroup.logGroupName,
    rotationLog: accessKey.rotation.logGroup.logGroupName,
    iamApi: apis.iam?.apiId,
    callerPolicy: apis.iam?.callerPolicyArn,
    jwtApis: Object.fromEntries([...apis.jwt].map(([name, { apiId }]) => [name, apiId])),
    authentication,
    ceiling,
    allowCustomerProvidedKeys,
    cases,
    kmsKey: encryptionKey?.keyArn,
  } satisfies Readonly<Record<keyof BrokerMetadata, unknown>>);
}
