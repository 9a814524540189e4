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
import { groupBy } from '../group-by.ts';
import {
  bucketArn,
  LIST_ACTION,
  LOCATION_ACTION,
  objectStatements,
  objectsArn,
  targetPattern,
} from './s3-resources.ts';

/** One of the accesses that a session gets. */
export interface SessionAccess {
  readonly target: Target;
  readonly permission: Permission;
  /** ARN of the KMS key that encrypts the target's objects. */
  readonly kmsKey?: string;
  /** Whether sessions may only create objects, and never replace or delete one. */
  readonly createOnly?: boolean;
}

/**
 * Allows each permission on its target, and nothing else. Statements are merged only if that allows no additional request, so
 * that policies for several accesses stay short.
 *
 * LIST on one object throws BrokerError InvalidRequest, because ListBucket with the object's key as prefix would list other keys.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
export function compileSessionPolicy(
  accesses: readonly SessionAccess[],
  partition: string,
): PolicyDocument {
  if (accesses.some(({ target, permission }) => isListOfOneObject(target, permission))) {
    throw new BrokerError('InvalidRequest', 'LIST needs a target that ends in /*');
  }
  const statements = [
    ...accesses.map(({ target }) => locationStatement(target.bucket, partition)),
    ...listStatements(accesses, partition),
    ...accesses.flatMap((access) => accessToObjects(access, partition)),
    ...accesses.flatMap(accessToKey),
  ];
  return {
    Version: '2012-10-17',
    // No two statements of one access are alike.
    Statement: accesses.length === 1 ? statements : mergeResources(statements),
  };
}

function locationStatement(bucket: string, partition: string): Statement {
  return { Effect: 'Allow', Action: LOCATION_ACTION, Resource: bucketArn(bucket, partition) };
}

/** One statement for each bucket. Without a condition, it allows the whole bucket, so it needs no other prefix. */
function listStatements(accesses: readonly SessionAccess[], partition: string): Statement[] {
  const listed = accesses
    .filter(({ permission }) => includesPermission(permission, 'LIST'))
    .flatMap(({ target }) => (target.kind === 'prefix' ? [target] : []));
  return [...groupBy(listed, ({ bucket }) => bucket)].map(([bucket, targets]) => ({
    Effect: 'Allow',
    Action: LIST_ACTION,
    Resource: bucketArn(bucket, partition),
    ...(targets.some(({ prefix }) => prefix === '')
      ? {}
      : { Condition: { StringLike: { 's3:prefix': oneOrMore(targets.map(targetPattern)) } } }),
  }));
}

function accessToObjects(
  { target, permission, createOnly }: SessionAccess,
  partition: string,
): readonly Statement[] {
  const objects = objectsArn(target.bucket, targetPattern(target), partition);
  return permission === 'LIST' ? [] : objectStatements(permission, createOnly === true, objects);
}

function accessToKey({ permission, kmsKey }: SessionAccess): readonly Statement[] {
  return permission === 'LIST' || kmsKey === undefined ? [] : [kmsStatement(kmsKey, permission)];
}

/** Gives statements that differ only in their resources one list of resources, which allows the same requests. */
export function mergeResources(statements: readonly Statement[]): readonly Statement[] {
  const alike = groupBy(statements, ({ Resource: _, ...rest }) => JSON.stringify(rest));
  return [...alike.values()].map(([first, ...others]) => ({
    ...(first as Statement),
    Resource: oneOrMore([first as Statement, ...others].flatMap(({ Resource }) => Resource)),
  }));
}

/** The different values. A single one needs no list. */
export function oneOrMore(values: readonly string[]): string | readonly string[] {
  const different = [...new Set(values)];
  return different.length === 1 ? (different[0] as string) : different;
}

/** Formats the session policy of these accesses for STS. Throws BrokerError PolicyTooLarge, which says what to leave out. */
export function sessionPolicyText(
  policy: PolicyDocument,
  accesses: readonly SessionAccess[],
  partition: string,
): string {
  const text = JSON.stringify(policy);
  if (text.length > SESSION_POLICY_MAX_CHARACTERS) {
    throw new BrokerError(
      'PolicyTooLarge',
      `The session policy for ${accesses.length === 1 ? 'this target' : `these ${accesses.length} accesses`} has ` +
        `${text.length} characters; STS accepts at most ${SESSION_POLICY_MAX_CHARACTERS}. ${remedy(accesses, partition)}`,
    );
  }
  return text;
}

function remedy(accesses: readonly SessionAccess[], partition: string): string {
  const fitting: SessionAccess[] = [];
  const tooMany: string[] = [];
  for (const [position, access] of accesses.entries()) {
    const policy = compileSessionPolicy([...fitting, access], partition);
    if (JSON.stringify(policy).length <= SESSION_POLICY_MAX_CHARACTERS) {
      fitting.push(access);
    } else {
      tooMany.push(`Accesses[${position}]`);
    }
  }
  return fitting.length === 0
    ? 'Ask for a target with a shorter key or prefix.'
    : `Leave out ${tooMany.join(', ')}, or ask for targets with shorter keys and prefixes.`;
}
