import { kmsStatement } from '../aws/kms-key.ts';
import {
  type PolicyDocument,
  SESSION_POLICY_MAX_CHARACTERS,
  type Statement,
} from '../aws/policy-document.ts';
import { formatTarget, type Target } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import type { Grant } from '../grants/grant.ts';
import type { GrantedAccess } from '../grants/session-match.ts';
import { groupBy } from '../group-by.ts';
import {
  bucketArn,
  CREATE_ONLY_CONDITIONS,
  LIST_ACTION,
  LOCATION_ACTION,
  OBJECT_ACTIONS,
  objectsArn,
  PUT_ACTION,
  permissionWith,
  targetPattern,
} from '../policies/s3-resources.ts';
import { mergeResources, oneOrMore } from '../policies/session-policy.ts';
import { type Allowance, givesAlso, type OwnPolicy } from './own-policy.ts';

/**
 * Writes the policy anew from what the broker has read, so that STS gets none of the caller's text. Allows the same requests,
 * except that uploads keep the conditions of a grant with `createOnly`, and adds the KMS actions that the grants need.
 *
 * @param accesses those that `accessesOf` returns, each with its grant
 */
export function compileOwnPolicy(
  policy: OwnPolicy,
  accesses: readonly GrantedAccess[],
  partition: string,
): PolicyDocument {
  const foreign = policy.find((allowance) => allowance.partition !== partition);
  if (foreign !== undefined) {
    throw new BrokerError(
      'InvalidRequest',
      `Policy.Statement[${foreign.statement}].Resource: must start with arn:${partition}:, ` +
        `the partition of the broker, was arn:${foreign.partition}:.`,
    );
  }
  for (const { action, target } of policy.filter(({ action }) => action !== LOCATION_ACTION)) {
    grantOf(target, action, accesses);
  }
  const ofBuckets = groupBy(policy.filter(isOfBucket), ({ target }) => target.bucket);
  const ofTargets = groupBy(policy, ({ target }) => formatTarget(target));
  const statements = [
    ...[...ofBuckets.values()].flatMap((group) => bucketStatements(group, partition)),
    ...[...ofTargets.values()].flatMap((group) => objectStatements(group, accesses, partition)),
    ...accesses.flatMap(keyStatement),
  ];
  return { Version: '2012-10-17', Statement: mergeResources(statements) };
}

function isOfBucket({ action }: Allowance): boolean {
  return action === LIST_ACTION || action === LOCATION_ACTION;
}

/** @param group the allowances of one bucket */
function bucketStatements(group: readonly Allowance[], partition: string): readonly Statement[] {
  const { target } = group[0] as Allowance;
  const allow = (Action: string, limit: Pick<Statement, 'Condition'> = {}): Statement => ({
    Effect: 'Allow',
    Action,
    Resource: bucketArn(target.bucket, partition),
    ...limit,
  });
  const listings = group.filter(({ action }) => action === LIST_ACTION);
  const prefixes = listings.flatMap(({ prefixPattern = [] }) => prefixPattern);
  return [
    ...(listings.length < group.length ? [allow(LOCATION_ACTION)] : []),
    ...(listings.length === 0
      ? []
      : [
          // A listing without a condition includes all others.
          listings.length > prefixes.length
            ? allow(LIST_ACTION)
            : allow(LIST_ACTION, {
                Condition: { StringLike: { 's3:prefix': oneOrMore(prefixes) } },
              }),
        ]),
  ];
}

/** @param group the allowances of one target. Those of buckets need no statement here. */
function objectStatements(
  group: readonly Allowance[],
  accesses: readonly GrantedAccess[],
  partition: string,
): readonly Statement[] {
  const { target } = group[0] as Allowance;
  const Resource = objectsArn(target.bucket, targetPattern(target), partition);
  const asked = new Set(group.map(({ action }) => action));
  const createsOnly = asked.has(PUT_ACTION) && grantOf(target, PUT_ACTION, accesses).createOnly;
  const actions = OBJECT_ACTIONS.READWRITE.filter(
    (action) => asked.has(action) && !(createsOnly === true && action === PUT_ACTION),
  );
  const conditions = createsOnly === true ? CREATE_ONLY_CONDITIONS : [];
  return [
    ...(actions.length === 0
      ? []
      : [{ Effect: 'Allow' as const, Action: oneOrMore(actions), Resource }]),
    ...conditions.map((Condition) => ({
      Effect: 'Allow' as const,
      Action: PUT_ACTION,
      Resource,
      Condition,
    })),
  ];
}

/** The grant that gives the action on the target. */
function grantOf(target: Target, action: string, accesses: readonly GrantedAccess[]): Grant {
  const permission = permissionWith(action);
  const access = permission && accesses.find((each) => givesAlso(each, { target, permission }));
  if (access === undefined) {
    throw new Error(`No grant was found for ${action}.`);
  }
  return access.granted.grant;
}

function keyStatement({ permission, granted }: GrantedAccess): readonly Statement[] {
  const { kmsKey } = granted.grant;
  return permission === 'LIST' || kmsKey === undefined ? [] : [kmsStatement(kmsKey, permission)];
}

/** Formats the policy for STS. Throws BrokerError PolicyTooLarge. */
export function ownPolicyText(policy: PolicyDocument): string {
  const text = JSON.stringify(policy);
  if (text.length > SESSION_POLICY_MAX_CHARACTERS) {
    throw new BrokerError(
      'PolicyTooLarge',
      `The session policy that the broker has made of your policy has ${text.length} characters; ` +
        `STS accepts at most ${SESSION_POLICY_MAX_CHARACTERS}. Name fewer resources and prefixes.`,
    );
  }
  return text;
}
