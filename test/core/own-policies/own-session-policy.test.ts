import { kmsStatement } from '../../../core/aws/kms-key.ts';
import {
  type PolicyDocument,
  SESSION_POLICY_MAX_CHARACTERS,
} from '../../../core/aws/policy-document.ts';
import { formatTarget } from '../../../core/aws/target.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { type GrantMatch, matchGrant } from '../../../core/grants/grant-matching.ts';
import type { GrantedAccess } from '../../../core/grants/session-match.ts';
import { accessesOf } from '../../../core/own-policies/own-policy.ts';
import { ownPolicyParser } from '../../../core/own-policies/own-policy-parser.ts';
import { compileOwnPolicy, ownPolicyText } from '../../../core/own-policies/own-session-policy.ts';
import { parse } from '../../../core/parser.ts';
import accepted from '../../cases/own-policies.json' with { type: 'json' };
import { ALICE, brokerErrorOf, callerOf, grantTo, KMS_KEY, NOW } from '../fixtures.ts';

const ROLE = 'role/TeamA';
const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';

type GrantFields = Parameters<typeof grantTo>[3];

const EVERYTHING = ['amzn-s3-demo-bucket', 'other-bucket'].map((bucket) =>
  grantTo(ROLE, `s3://${bucket}/*`, 'READWRITE'),
);

/** A grant for READWRITE in a folder. */
function grantOn(folder: string, more: GrantFields = {}) {
  return grantTo(ROLE, `s3://amzn-s3-demo-bucket/${folder}/*`, 'READWRITE', {
    id: folder,
    ...more,
  });
}

/** Compiles the policy for a caller with these grants. */
function compiled(policy: unknown, grants = EVERYTHING, partition = 'aws') {
  const own = parse(ownPolicyParser, policy);
  const index = indexGrants(grants);
  const granted = accessesOf(own).map((access): GrantedAccess => {
    const match: GrantMatch = matchGrant(index, callerOf(ALICE), access, NOW);
    if (!match.covered) {
      throw new Error(`no grant for ${access.permission} on ${formatTarget(access.target)}`);
    }
    return { ...access, granted: match };
  });
  return compileOwnPolicy(own, granted, partition);
}

/** A policy of one statement, for objects of the bucket. */
function onObjects(actions: string | readonly string[], ...keys: readonly string[]) {
  const Resource = keys.map((key) => `${BUCKET}/${key}`);
  return { Statement: { Effect: 'Allow', Action: actions, Resource } };
}

const CREATES_ONLY = [
  { Null: { 's3:if-none-match': 'false' } },
  { Bool: { 's3:ObjectCreationOperation': 'false' } },
];

test.each(accepted)('writes $name anew, and allows nothing else', ({ policy, statements }) => {
  expect(compiled(policy)).toEqual({ Version: '2012-10-17', Statement: statements });
});

test('an upload keeps the conditions of a grant with createOnly, and other actions need none', () => {
  const actions = ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'];
  const policy = onObjects(actions, 'a/*', 'b/*');
  const grants = [grantOn('a', { createOnly: true }), grantOn('b')];
  const allow = { Effect: 'Allow' };
  expect(compiled(policy, grants).Statement).toEqual([
    { ...allow, Action: ['s3:GetObject', 's3:AbortMultipartUpload'], Resource: `${BUCKET}/a/*` },
    ...CREATES_ONLY.map((Condition) => ({
      ...allow,
      Action: 's3:PutObject',
      Resource: `${BUCKET}/a/*`,
      Condition,
    })),
    {
      ...allow,
      Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      Resource: `${BUCKET}/b/*`,
    },
  ]);
});

test('a policy that only uploads gets only the conditional statements of a grant with createOnly', () => {
  const { Statement } = compiled(onObjects('s3:PutObject', 'a/*'), [
    grantOn('a', { createOnly: true }),
  ]);
  expect(Statement.map(({ Condition }) => Condition)).toEqual(CREATES_ONLY);
});

test('a grant with createOnly does not limit what another grant gives', () => {
  const grants = [
    grantOn('a', { createOnly: true }),
    grantTo(ROLE, 's3://amzn-s3-demo-bucket/*', 'READ', { id: 'all' }),
  ];
  const policy = onObjects('s3:GetObject', 'a/*');
  expect(compiled(policy, grants).Statement).toEqual([
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/a/*` },
  ]);
});

test('no grant with createOnly covers a policy that deletes', () => {
  const grants = [grantOn('a', { createOnly: true })];
  expect(() => compiled(onObjects('s3:DeleteObject', 'a/*'), grants)).toThrow('no grant for WRITE');
});

test('a session that deletes takes a wider grant instead of a narrower one with createOnly', () => {
  const grants = [
    grantOn('a', { createOnly: true }),
    grantTo(ROLE, 's3://amzn-s3-demo-bucket/*', 'WRITE', { id: 'all' }),
  ];
  const policy = onObjects(['s3:DeleteObject', 's3:PutObject'], 'a/*');
  expect(compiled(policy, grants).Statement).toEqual([
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: `${BUCKET}/a/*` },
  ]);
});

test.each([
  ['s3:GetObject', kmsStatement(KMS_KEY, 'READ')],
  ['s3:PutObject', kmsStatement(KMS_KEY, 'UPLOAD')],
  ['s3:DeleteObject', kmsStatement(KMS_KEY, 'WRITE')],
])('%s gets the actions on the KMS key of its grant', (action, statement) => {
  const { Statement } = compiled(onObjects(action, 'a/*'), [grantOn('a', { kmsKey: KMS_KEY })]);
  expect(Statement.slice(1)).toEqual([statement]);
});

test('a listing gets no KMS key', () => {
  const policy = { Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET } };
  const grants = [grantTo(ROLE, 's3://amzn-s3-demo-bucket/*', 'READ', { kmsKey: KMS_KEY })];
  expect(compiled(policy, grants).Statement).toHaveLength(1);
});

test('writes ARNs of the partition of the broker, and refuses those of others', () => {
  const inChina = (key: string) => ({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws-cn:s3:::amzn-s3-demo-bucket/${key}`,
  });
  expect(compiled({ Statement: inChina('x') }, EVERYTHING, 'aws-cn').Statement).toEqual([
    inChina('x'),
  ]);
  const mixed = { Statement: [onObjects('s3:GetObject', 'x').Statement, inChina('x')] };
  const error = brokerErrorOf(() => compiled(mixed));
  expect(error.code).toBe('InvalidRequest');
  expect(error.message).toBe(
    'Policy.Statement[1].Resource: must start with arn:aws:, the partition of the broker, was arn:aws-cn:.',
  );
});

test('writes nothing for an action without a grant', () => {
  const policy = parse(ownPolicyParser, onObjects(['s3:GetObject', 's3:PutObject'], 'a/*'));
  const granted = { grant: grantOn('a'), scope: grantOn('a').scope.template, tags: [] };
  const writing = accessesOf(policy)
    .filter(({ permission }) => permission === 'UPLOAD')
    .map((access) => ({ ...access, granted }));
  expect(writing).toHaveLength(1);
  expect(() => compileOwnPolicy(policy, writing, 'aws')).toThrow(
    'No grant was found for s3:GetObject.',
  );
});

test('sends STS a policy of the largest size, and refuses one more character', () => {
  const policyOf = (characters: number): PolicyDocument => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '' } as const;
    const { length } = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const Resource = 'x'.repeat(characters - length);
    return { Version: '2012-10-17', Statement: [{ ...statement, Resource }] };
  };
  const largest = policyOf(SESSION_POLICY_MAX_CHARACTERS);
  expect(ownPolicyText(largest)).toBe(JSON.stringify(largest));
  expect(brokerErrorOf(() => ownPolicyText(policyOf(2049))).code).toBe('PolicyTooLarge');
});
