import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * What a reader or writer of the secret may do with its key: through Secrets Manager alone.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 *
 * @param kmsKey ARN; left out, the key is Secrets Manager's own, which asks for no permission
 */
export function secretKeyStatements(
  scope: Construct,
  kmsKey: string | undefined,
  actions: readonly string[],
): readonly PolicyStatement[] {
  return kmsKey === undefined
    ? []
    : [
        new PolicyStatement({
          sid: 'UseTheKeyOfTheSecret',
          actions: [...actions],
          resources: [kmsKey],
          conditions: {
            StringEquals: {
              'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com`,
            },
          },
        }),
      ];
}
