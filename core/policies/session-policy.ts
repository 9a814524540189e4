import { kmsStatement } from '../aws/kms-key.ts';
import {
  type PolicyDocument,
  SESSION_POLICY_MAX_CHARACTERS,
  type Statement,
} from '../aws/policy-document.ts';
import {
  includesPermission,
  isListOfOneObject,
  type Permission,
  type Target,
} from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import {
  bucketArn,
  LIST_ACTION,
  LOCATION_ACTION,
  objectStatements,
  objectsArn,
  targetPattern,
} from './s3-resources.ts';

/** The access that a session gets. */
export interface SessionAccess {
  readonly target: Target;
  readonly permission: Permission;
  /** ARN of the KMS key that encrypts the target's objects. */
  readonly kmsKey?: string;
  /** Whether sessions may only create objects, and never replace or delete one. */
  readonly createOnly?: boolean;
}

/**
 * Allows the permission on the target, and nothing else.
 *
 * LIST on one object throws BrokerError InvalidRequest, because ListBucket with the object's key as prefix would list other keys.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
export function compileSessionPolicy(
  { target, permission, kmsKey, createOnly }: SessionAccess,
  partition: string,
): PolicyDocument {
  if (isListOfOneObject(target, permission)) {
    throw new BrokerError('InvalidRequest', 'LIST needs a target that ends in /*');
  }
  const bucket = bucketArn(target.bucket, partition);
  const statements: Statement[] = [{ Effect: 'Allow', Action: LOCATION_ACTION, Resource: bucket }];
  if (target.kind === 'prefix' && includesPermission(permission, 'LIST')) {
    statements.push({
      Effect: 'Allow',
      Action: LIST_ACTION,
      Resource: bucket,
      ...(target.prefix === ''
        ? {}
        : { Condition: { StringLike: { 's3:prefix': targetPattern(target) } } }),
    });
  }
  if (permission !== 'LIST') {
    const objects = objectsArn(target.bucket, targetPattern(target), partition);
    statements.push(...objectStatements(permission, createOnly === true, objects));
    if (kmsKey !== undefined) {
      statements.push(kmsStatement(kmsKey, permission));
    }
  }
  return { Version: '2012-10-17', Statement: statements };
}

/** Formats the session policy for STS. Throws BrokerError PolicyTooLarge. */
export function sessionPolicyText(policy: PolicyDocument): string {
  const text = JSON.stringify(policy);
  if (text.length > SESSION_POLICY_MAX_CHARACTERS) {
    throw new BrokerError(
      'PolicyTooLarge',
      `The session policy for this target has ${text.length} characters; ` +
        `STS accepts at most ${SESSION_POLICY_MAX_CHARACTERS}. Ask for a target with a shorter key or prefix.`,
    );
  }
  return text;
}
