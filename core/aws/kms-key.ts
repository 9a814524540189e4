import { docs } from '../json-schema.ts';
import { described, matching, type Parser, titled } from '../parser.ts';
import type { Statement } from './policy-document.ts';
import { includesPermission, type Permission } from './target.ts';

/** Matches only a key's own ARN, because IAM policies cannot name a key by an alias. */
const KEY_ARN =
  /^arn:aws[a-z-]*:kms:[a-z]{2}[a-z0-9-]*:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const kmsKeyParser: Parser<string> = titled(
  'KMS key',
  described(
    matching(KEY_ARN, 'the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID'),
    docs('The ARN of the KMS key that encrypts the objects.', {
      examples: ['arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f'],
    }),
  ),
);

/**
 * Allows the actions on KMS keys that S3 needs to read or write objects. Multipart uploads need Decrypt, too.
 *
 * `kms:ViaService` limits the keys to requests from S3, so the session cannot call KMS itself. The condition's value has the
 * key's region.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 *
 * @param keys one ARN or several
 */
export function kmsStatement(
  keys: string | readonly string[],
  permission: Exclude<Permission, 'LIST'>,
): Statement {
  return {
    Effect: 'Allow',
    Action: includesPermission(permission, 'UPLOAD')
      ? ['kms:Decrypt', 'kms:GenerateDataKey']
      : 'kms:Decrypt',
    Resource: keys,
    Condition: {
      StringLike: { 'kms:ViaService': viaService('s3.*', [keys].flat().some(isKeyInChina)) },
    },
  };
}

export function isKeyInChina(keyArn: string): boolean {
  return keyArn.startsWith('arn:aws-cn:');
}

/**
 * The values of `kms:ViaService` for requests from one service.
 *
 * AWS documents one domain for all partitions, but service endpoints in China end with `.com.cn`. AWS does not document which
 * value requests in China have, so policies for China accept both. No other AWS service uses either name.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 *
 * @param endpoint the service's host name without the domain, such as `s3.*` or `secretsmanager.REGION`
 */
export function viaService(endpoint: string, mayBeInChina: boolean): string | readonly string[] {
  const name = `${endpoint}.amazonaws.com`;
  return mayBeInChina ? [name, `${name}.cn`] : name;
}
