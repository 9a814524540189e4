import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { BrokerParts } from './broker-parts.ts';
import type { BrokerSettings } from './broker-settings.ts';

/** The type of the metadata entry by which tools find brokers in a cloud assembly. */
export const BROKER_METADATA = 'federation-broker';

/** Describes the broker in `cdk.out`, outside the template. Every reference becomes `{"Ref": LOGICAL-ID}`. */
export function addBrokerMetadata(
  broker: Construct,
  { name, user, accessKey, broker: { handler }, apis }: BrokerParts,
  { authentication, ceiling }: BrokerSettings,
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
    jwtApi: apis.jwt?.apiId,
    authentication,
    ceiling,
    kmsKey: encryptionKey?.keyArn,
  });
}
