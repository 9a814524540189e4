import { Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { isKeyInChina, viaService } from '../core/aws/kms-key.ts';

/**
 * Lets a reader or writer of the secret use the key that encrypts it, through Secrets Manager only.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 *
 * @param key Secrets Manager's own key if absent, which needs no permission
 */
export function secretKeyStatements(
  scope: Construct,
  key: IKey | undefined,
  actions: readonly string[],
): readonly PolicyStatement[] {
  return key === undefined
    ? []
    : [
        new PolicyStatement({
          sid: 'UseTheKeyOfTheSecret',
          actions: [...actions],
          resources: [key.keyArn],
          conditions: {
            StringEquals: {
              'kms:ViaService': viaService(
                `secretsmanager.${Stack.of(scope).region}`,
                // If the app creates the key, the partition in the key's ARN is not known before the deployment.
                Token.isUnresolved(key.keyArn) || isKeyInChina(key.keyArn),
              ),
            },
          },
        }),
      ];
}
