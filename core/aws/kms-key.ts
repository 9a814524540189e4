import { matching, type Parser } from '../parser.ts';
import type { Statement } from './policy-document.ts';
import { includesPermission, type Permission } from './target.ts';

/** A key's own ARN: IAM policies cannot name a key by an alias. */
const KEY_ARN =
  /^arn:aws[a-z-]*:kms:[a-z]{2}[a-z0-9-]*:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const readKmsKey: Parser<string> = matching(
  KEY_ARN,
  'the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID',
);

/**
 * What S3 does with keys for whoever reads or writes objects. Multipart uploads need Decrypt, too.
 *
 * `kms:ViaService` keeps the keys to S3: the session cannot call KMS by itself. Its value has the region of the key, and the
 * same domain in every partition.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 *
 * @param keys one ARN or several
 */
export function kmsStatement(
  keys: string | readonly string[],
  permission: Exclude<Permission, 'LIST'>,
): Statement {
  return {
    Effect: 'Allow',
    Action: includesPermission(permission, 'WRITE')
      ? ['kms:Decrypt', 'kms:GenerateDataKey']
      : 'kms:Decrypt',
    Resource: keys,
    Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
  };
}
