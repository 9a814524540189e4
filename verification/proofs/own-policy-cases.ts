import { escapeForPolicy } from '../../core/aws/policy-document.ts';
import { PERMISSIONS, type Target } from '../../core/aws/target.ts';
import { type Grant, parseGrants } from '../../core/grants/grant.ts';
import { formatScope } from '../../core/grants/scope.ts';
import { type Granted, pathNear } from './escape-probes.ts';
import { randomGrantedTarget } from './escape-targets.ts';
import { FEDERATED_BOB } from './principals.ts';
import { below, pick, type Random } from './random.ts';

/** Grants of one caller, and what they give in the terms of the probes. */
export interface CallersGrants {
  readonly grants: readonly Grant[];
  readonly given: readonly Granted[];
}

/** A role of the caller whose policies are tried. */
const GRANTEE = { iam: 'role/TeamA' };

const ACTIONS = [
  ...['s3:ListBucket', 's3:ListBucket', 's3:ListBucket', 's3:GetBucketLocation', 's3:GetObject'],
  ...['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging', 's3:PutObject'],
  ...['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
];

/** Written into one statement in twenty. */
const OTHER_ACTIONS = ['s3:*', 's3:Get*', 's3:GetObjectAcl', 's3:ListBucketVersions', '*'];

/** Most of them do not hold a listing in a folder. */
const OPERATORS = [
  ...['StringLike', 'StringLike', 'StringLike', 'StringLike', 'StringEquals', 'StringEquals'],
  ...['StringLikeIfExists', 'ForAllValues:StringLike', 'StringEqualsIgnoreCase', 'StringNotLike'],
];

export function randomGrants(random: Random): CallersGrants {
  const wanted = 1 + below(3, random);
  const grants: Grant[] = [];
  while (grants.length < wanted) {
    const scope = randomGrantedTarget(random)?.scope;
    if (scope === undefined || scope.claims.length > 0) {
      continue;
    }
    const permissions = PERMISSIONS.filter(
      (permission) => permission !== 'LIST' || scope.template.kind === 'prefix',
    );
    const permission = pick(permissions, random);
    const createOnly = permission !== 'LIST' && permission !== 'READ' && random() < 0.3;
    const fields = { grantee: GRANTEE, scope: formatScope(scope), permission, createOnly };
    grants.push(...parseGrants({ grants: [{ id: `grant-${grants.length}`, ...fields }] }));
  }
  const given = grants.map(({ scope, permission, createOnly = false }) => ({
    target: scope.template,
    permission,
    createOnly,
  }));
  return { grants, given };
}

/** A policy for places inside, near and far from the grants. */
export function randomPolicy({ given }: CallersGrants, random: Random): unknown {
  const statements = Array.from({ length: 1 + below(2, random) }, () =>
    randomStatement(pick(given, random).target, random),
  );
  const version = pick([undefined, '2008-10-17', ...Array(6).fill('2012-10-17')], random);
  return {
    ...(version === undefined ? {} : { Version: version }),
    Statement: statements.length === 1 && random() < 0.3 ? statements[0] : statements,
  };
}

function randomStatement(target: Target, random: Random): unknown {
  const Action = Array.from({ length: 1 + below(2, random) }, () => pick(ACTIONS, random));
  const lists = Action.includes('s3:ListBucket');
  const ofBucket = lists || Action.includes('s3:GetBucketLocation');
  const ofObjects = Action.some((action) => !/Bucket/.test(action));
  const Resource = [
    ...(ofBucket ? [`arn:aws:s3:::${target.bucket}`] : []),
    ...(ofObjects ? [`arn:aws:s3:::${target.bucket}/${randomPattern(target, random)}`] : []),
  ];
  return {
    Effect: random() < 0.03 ? 'Deny' : 'Allow',
    Action: random() < 0.05 ? [...Action, pick(OTHER_ACTIONS, random)] : Action,
    Resource: random() < 0.3 && Resource.length === 1 ? Resource[0] : Resource,
    ...(lists && Action.length === 1 && random() < 0.8
      ? { Condition: randomCondition(target, random) }
      : {}),
  };
}

function randomCondition(target: Target, random: Random): unknown {
  const values = Array.from({ length: 1 + below(2, random) }, () =>
    random() < 0.05 ? pick(['', '*'], random) : randomPattern(target, random),
  );
  const key = random() < 0.03 ? pick(['s3:delimiter', 'S3:Prefix'], random) : 's3:prefix';
  return { [pick(OPERATORS, random)]: { [key]: values } };
}

/** A key or prefix as somebody may write it: with escapes or without, and with a `*` at the end or without. */
function randomPattern(target: Target, random: Random): string {
  const isInside = random() < 0.5;
  const path = isInside
    ? pathOf(target)
    : pathNear({ target, userId: FEDERATED_BOB.userId }, random);
  const written = random() < 0.85 ? escapeForPolicy(path) : path;
  return `${written}${pick(['', '*', '*', 'x', '/*'], random)}`;
}

function pathOf(target: Target): string {
  return target.kind === 'object' ? target.objectKey : target.prefix;
}
