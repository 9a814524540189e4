import type { Principal } from 'local-aws/iam';
import { randomConditions } from './decision-conditions.ts';
import type {
  CasePolicies,
  CaseRequest,
  PolicyCase,
  PolicyJson,
  PrincipalJson,
  StatementJson,
} from './policy-case.ts';
import { FEDERATED_BOB as BOB, BROKER, TEAM_A_SESSION as TEAM_A } from './principals.ts';
import { below, pick, type Random } from './random.ts';

const ACCOUNT_ID = BROKER.accountId;
const ELSEWHERE = '444455556666';

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';
const KEYS = ['team-a/x', 'team-a/y/z', 'team-ab/x', 'Bob/x', 'alice/x', 'a', '*', 'team-a/*', '?'];

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'];
const ACTION_PATTERNS = [
  ...['*', 's3:*', 's3:Get*', 's3:?etObject', 's3:*Object', 's3:List*', 's3:getobject', 'iam:*'],
  ...ACTIONS,
];

const RESOURCE_PATTERNS = [
  ...['*', BUCKET, `${BUCKET}*`, `${BUCKET}/*`, `${BUCKET}/team-a/*`, `${BUCKET}/team-?/*`],
  ...[`${BUCKET}/*/x`, `${BUCKET}/team-a/x`, `${BUCKET}/\${*}`, `${BUCKET}/team-a/\${*}`],
  ...[`${BUCKET}/\${?}`, `${BUCKET}/\${aws:username}/*`, `${BUCKET}/\${aws:username, 'Bob'}/*`],
  ...[`${BUCKET}/\${aws:PrincipalTag/team}/*`, 'arn:aws:s3:::amzn-s3-demo-bucket1/*'],
];

const PRINCIPALS: readonly string[] = [
  ...[BROKER.arn, BROKER.arn.replace('Broker', 'Bob'), BOB.arn, TEAM_A.arn, TEAM_A.roleArn],
  ...['*', ACCOUNT_ID, `arn:aws:iam::${ACCOUNT_ID}:root`, `arn:aws:iam::${ELSEWHERE}:root`],
];

/** Returns a random request, with policies of every kind whose statements refer to similar requests. */
export function randomCase(random: Random): PolicyCase {
  const request = randomRequest(random);
  return { request, policies: randomPolicies(request.principal, random) };
}

function randomRequest(random: Random): CaseRequest {
  const action = pick(ACTIONS, random);
  const isList = action === 's3:ListBucket';
  return {
    principal: pick(
      [BROKER, BOB, { ...BOB, sessionTags: [{ key: 'team', value: 'team-a' }] }, TEAM_A],
      random,
    ),
    sourceIp: pick(['203.0.113.9', '203.0.114.9', '2001:db8::1'], random),
    action,
    resource: isList ? BUCKET : `${BUCKET}/${pick(KEYS, random)}`,
    resourceAccount: random() < 0.8 ? ACCOUNT_ID : ELSEWHERE,
    context: {
      ...(random() < 0.5
        ? { 'aws:TagKeys': pick([['team'], ['team', 'cost'], ['cost']], random) }
        : {}),
      ...(random() < 0.8 ? { 'aws:UserAgent': pick(['boto3/*', 'boto3/1', '*/*'], random) } : {}),
      ...(random() < 0.5 ? { 'aws:MultiFactorAuthAge': pick(['0', '10', '3600'], random) } : {}),
      ...(random() < 0.5 ? { 'aws:MultiFactorAuthPresent': pick(['true', 'false'], random) } : {}),
      ...(isList && random() < 0.8
        ? { 's3:prefix': pick(['', 'team-a/', 'team-', 'team-ab/', 'Bob/', 'team-a/*'], random) }
        : {}),
    },
  };
}

function randomPolicies(principal: Principal, random: Random): CasePolicies {
  const some = (statement: () => StatementJson): PolicyJson => ({
    Version: '2012-10-17',
    Statement: Array.from({ length: 1 + below(2, random) }, statement),
  });
  const own = () => randomStatement(random);
  const maybe = (chance: number, policy: () => PolicyJson) =>
    random() < chance ? policy() : undefined;
  return {
    identity: Array.from({ length: random() < 0.15 ? 0 : 1 + below(2, random) }, () => some(own)),
    boundary: maybe(0.4, () => some(own)),
    session: maybe(principal.kind === 'user' ? 0 : 0.75, () => some(own)),
    resource: maybe(0.5, () => some(() => withPrincipal(own(), random))),
  };
}

/** Most statements cover many requests. If several policies must all allow a request, a narrow one would decide every case. */
function randomStatement(random: Random): StatementJson {
  const actions = random() < 0.4 ? '*' : randomPatterns(ACTION_PATTERNS, random);
  const resources = random() < 0.4 ? '*' : randomPatterns(RESOURCE_PATTERNS, random);
  const conditions = random() < 0.5 ? undefined : randomConditions(random);
  return {
    Effect: random() < 0.87 ? 'Allow' : 'Deny',
    ...(random() < 0.85 || actions === '*' ? { Action: actions } : { NotAction: actions }),
    ...(random() < 0.85 || resources === '*'
      ? { Resource: resources }
      : { NotResource: resources }),
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

/** Returns Principal or NotPrincipal. IAM accepts NotPrincipal only with Deny. */
function withPrincipal(statement: StatementJson, random: Random): StatementJson {
  const names = Array.from({ length: 1 + below(3, random) }, () => pick(PRINCIPALS, random));
  const principals: PrincipalJson = random() < 0.1 ? '*' : { AWS: names };
  return statement.Effect === 'Deny' && random() < 0.6
    ? { ...statement, NotPrincipal: principals }
    : { ...statement, Principal: principals };
}

function randomPatterns(patterns: readonly string[], random: Random): string | readonly string[] {
  return random() < 0.6 ? pick(patterns, random) : [pick(patterns, random), pick(patterns, random)];
}
