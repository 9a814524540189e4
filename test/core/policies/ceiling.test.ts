import fc from 'fast-check';
import { kmsStatement } from '../../../core/aws/kms-key.ts';
import { includesPermission, includesTarget } from '../../../core/aws/target.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { fillScope, formatScope } from '../../../core/grants/scope.ts';
import { type CeilingEntry, ceilingOf, compileCeiling } from '../../../core/policies/ceiling.ts';
import { compileSessionPolicy } from '../../../core/policies/session-policy.ts';
import cases from '../../cases/ceilings.json' with { type: 'json' };
import { ACCOUNT, grantOf, grantTo, KMS_KEY } from '../fixtures.ts';
import { entriesOf, entry, grant, grants, keyEntry } from './ceiling-fixtures.ts';
import { allows, requestsOf } from './policy-reading.ts';

const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'];

const ACCOUNT_OF_STACK = { partition: 'aws', accountId: ACCOUNT };

const writes = ({ permission }: CeilingEntry) => !['LIST', 'READ'].includes(permission);

const texts = (entries: readonly CeilingEntry[]) =>
  entries.map(
    ({ permission, scope, createOnly }) =>
      `${permission} ${formatScope(scope)}${createOnly === true ? ' new' : ''}`,
  );

describe('compileCeiling', () => {
  test.each(cases)('$name', ({ entries, statements }) => {
    const ceiling = { entries: entriesOf(entries), tagKeys: [], allowCustomerProvidedKeys: true };
    expect(compileCeiling(ceiling, ACCOUNT_OF_STACK)).toEqual({
      Version: '2012-10-17',
      Statement: statements,
    });
  });

  test.each<[string, readonly Grant[], readonly unknown[]]>([
    [
      'a wildcard for each claim, and nothing wider',
      [grantOf({ scope: 's3://b-1/home/{sub}/*' })],
      [
        { Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': ['home/*/*'] } } },
        { Action: READ_ACTIONS, Resource: ['arn:aws:s3:::b-1/home/*/*'] },
      ],
    ],
    [
      'the literal text around each claim',
      [grantOf({ scope: 's3://b-1/{team}/x-{sub}.csv' })],
      [{ Action: READ_ACTIONS, Resource: ['arn:aws:s3:::b-1/*/x-*.csv'] }],
    ],
    [
      'special characters around the claim, escaped',
      [grantOf({ scope: 's3://b-1/$a?/{sub}/*', permission: 'WRITE' })],
      [{ Resource: ['arn:aws:s3:::b-1/${$}a${?}/*/*'] }],
    ],
    [
      'scopes of the same shape once, although their claims have different names',
      [
        grantOf({ scope: 's3://b-1/home/{sub}/*', permission: 'WRITE' }),
        grantOf({ scope: 's3://b-1/home/{email}/*', permission: 'WRITE' }),
      ],
      [{ Resource: ['arn:aws:s3:::b-1/home/*/*'] }],
    ],
    [
      'no scope inside another scope with a claim',
      [
        grantOf({ scope: 's3://b-1/home/{sub}/*', permission: 'WRITE' }),
        grantOf({ scope: 's3://b-1/home/{sub}/{team}/*', permission: 'WRITE' }),
      ],
      [{ Resource: ['arn:aws:s3:::b-1/home/*/*'] }],
    ],
  ])('allows %s', (_, held, statements) => {
    const ceiling = ceilingOf(held, { allowCustomerProvidedKeys: true });
    const { Statement } = compileCeiling(ceiling, ACCOUNT_OF_STACK);
    const location = { Action: 's3:GetBucketLocation', Resource: ['arn:aws:s3:::b-1'] };
    expect(Statement.slice(1)).toMatchObject([location, ...statements]);
    expect(Statement).toHaveLength(statements.length + 2);
  });

  const OTHER_KEY = KMS_KEY.replace('0a1b2c3d', '9a9b9c9d');
  test.each<[string, readonly CeilingEntry[], readonly unknown[]]>([
    ['a reader', entriesOf([keyEntry('READ', KMS_KEY)]), [kmsStatement([KMS_KEY], 'READ')]],
    ['a writer', entriesOf([keyEntry('WRITE', KMS_KEY)]), [kmsStatement([KMS_KEY], 'WRITE')]],
    [
      'readers and writers of the same key, in one statement',
      entriesOf([keyEntry('READ', KMS_KEY), keyEntry('READWRITE', KMS_KEY)]),
      [kmsStatement([KMS_KEY], 'WRITE')],
    ],
    [
      'readers of two keys and a writer with one of them',
      entriesOf([
        keyEntry('READ', KMS_KEY),
        keyEntry('READ', OTHER_KEY),
        keyEntry('WRITE', KMS_KEY),
      ]),
      [kmsStatement([OTHER_KEY], 'READ'), kmsStatement([KMS_KEY], 'WRITE')],
    ],
    ['nobody if no entry has a key', entriesOf([entry('READWRITE', 's3://b-1/*')]), []],
  ])('allows keys for %s', (_, entries, statements) => {
    const { Statement } = compileCeiling({ entries, tagKeys: [] }, ACCOUNT_OF_STACK);
    expect(Statement.filter(({ Action }) => String(Action).includes('kms:'))).toEqual(statements);
  });

  test('allows session tags only if grants have tags, and only with their keys', () => {
    const tagged = [
      grantOf({ tags: { team: 'a', user: '{sub}' } }),
      grantOf({ tags: { team: 'b', 'cost center': '7' } }),
      grantOf({}),
    ];
    const taggingOf = (held: readonly Grant[]) =>
      compileCeiling(ceilingOf(held), ACCOUNT_OF_STACK).Statement.filter(({ Action }) =>
        String(Action).includes('TagSession'),
      );
    expect(taggingOf([grantOf({})])).toEqual([]);
    expect(taggingOf(tagged)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:TagSession',
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['cost center', 'team', 'user'] },
          Null: { 'aws:TagKeys': 'false' },
        },
      },
    ]);
  });

  test('uses CloudFormation references unchanged', () => {
    const text = JSON.stringify(
      compileCeiling(ceilingOf([grant('LIST', 's3://amzn-s3-demo-bucket/*')]), {
        partition: '${Token[AWS.Partition.1]}',
        accountId: '${Token[AWS.AccountId.2]}',
      }),
    );
    expect(text).toContain('"arn:${Token[AWS.Partition.1]}:s3:::amzn-s3-demo-bucket"');
    expect(text).toContain('"aws:ResourceAccount":"${Token[AWS.AccountId.2]}"');
  });

  test('allows every request that a session policy of a grant allows, and no request that no grant allows', () => {
    fc.assert(
      fc.property(grants, (held) => {
        const ceiling = compileCeiling(ceilingOf(held), ACCOUNT_OF_STACK);
        const policies = held.map((one) =>
          compileSessionPolicy([{ ...one, target: one.scope.template }], 'aws'),
        );
        for (const request of requestsOf(['bucket-1', 'bucket-2'])) {
          expect([request, allows(ceiling, request, ACCOUNT)]).toEqual([
            request,
            policies.some((policy) => allows(policy, request, ACCOUNT)),
          ]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a ceiling made of grants with claims', () => {
  const folder = fc.constantFrom('a', 'b', '{sub}', 'a{sub}', '{team}');
  const held = fc.array(
    fc.record({
      path: fc.array(folder, { minLength: 1, maxLength: 3 }),
      isObject: fc.boolean(),
      permission: fc.constantFrom('READ', 'WRITE', 'READWRITE'),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const value = fc.constantFrom('a', 'b', 'ab', 'x');

  test('allows every request that a session policy of one of them allows', () => {
    fc.assert(
      fc.property(held, value, value, (written, sub, team) => {
        const grantsOfAll = written.map(({ path, isObject, permission }) =>
          grantOf({ scope: `s3://b-1/${path.join('/')}${isObject ? '' : '/*'}`, permission }),
        );
        const ceiling = compileCeiling(ceilingOf(grantsOfAll), ACCOUNT_OF_STACK);
        for (const one of grantsOfAll) {
          const target = fillScope(one.scope, { sub, team }) ?? one.scope.template;
          const policy = compileSessionPolicy([{ ...one, target }], 'aws');
          const denied = requestsOf(['b-1']).filter(
            (request) => allows(policy, request, ACCOUNT) && !allows(ceiling, request, ACCOUNT),
          );
          expect(denied).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test.each([undefined, false])(
  'every ceiling denies writes with customer-provided keys: allowed %s',
  (allowCustomerProvidedKeys) => {
    const ceiling = ceilingOf([], { allowCustomerProvidedKeys });
    expect(compileCeiling(ceiling, ACCOUNT_OF_STACK).Statement.slice(1)).toEqual([
      {
        Effect: 'Deny',
        Action: 's3:PutObject',
        Resource: '*',
        Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
      },
    ]);
  },
);

describe('ceilingOf', () => {
  test('is the configured ceiling if there is one', () => {
    const configured = entriesOf([{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'LIST' }]);
    expect(ceilingOf([grant('READ', 's3://bucket/*')], { ceiling: configured }).entries).toBe(
      configured,
    );
  });

  test('has the tag keys of all grants without repetitions, also with configured entries', () => {
    const held = [grantOf({ tags: { b: '', a: '{sub}' } }), grantOf({ tags: { a: '' } })];
    expect(ceilingOf(held).tagKeys).toEqual(['a', 'b']);
    const configured = entriesOf([{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'READ' }]);
    expect(ceilingOf(held, { ceiling: configured }).tagKeys).toEqual(['a', 'b']);
    expect(ceilingOf([grantOf({})]).tagKeys).toEqual([]);
  });

  test('keeps an entry with a key if the enclosing entry has another key or none', () => {
    const keyed = (scope: string, kmsKey?: string) =>
      grantTo('role/TeamA', scope, 'READ', kmsKey === undefined ? {} : { kmsKey });
    const other = KMS_KEY.replace('0a1b2c3d', '9a9b9c9d');
    const kept = (held: readonly Grant[]) =>
      ceilingOf(held).entries.map(({ scope, kmsKey }) => [formatScope(scope), kmsKey]);
    expect(kept([keyed('s3://b-1/*'), keyed('s3://b-1/x/*', KMS_KEY)])).toHaveLength(2);
    expect(kept([keyed('s3://b-1/*', other), keyed('s3://b-1/x/*', KMS_KEY)])).toHaveLength(2);
    expect(kept([keyed('s3://b-1/*', KMS_KEY), keyed('s3://b-1/x/*')])).toEqual([
      ['s3://b-1/*', KMS_KEY],
    ]);
    expect(kept([keyed('s3://b-1/x/*'), keyed('s3://b-1/x/*', KMS_KEY)])).toEqual([
      ['s3://b-1/x/*', KMS_KEY],
    ]);
  });

  test('keeps a literal folder in addition to the folder of a claim', () => {
    const held = ['{sub}', 'x', 'sub', 'claim', ''].map((folder) =>
      grantOf({ scope: `s3://b-1/home/${folder}/*` }),
    );
    expect(ceilingOf(held).entries).toHaveLength(5);
  });

  test('has each scope of the grants once', () => {
    const held = [grant('READ', 's3://b-1/x/*'), grant('READ', 's3://b-1/x/*')];
    expect(texts(ceilingOf(held).entries)).toEqual(['READ s3://b-1/x/*']);
  });

  test('drops an entry only if an enclosing one has the same or more permission', () => {
    const held = [
      grant('READ', 's3://b-1/x/*'),
      grant('READ', 's3://b-1/x/report.csv'),
      grant('LIST', 's3://b-1/x/y/*'),
      grant('WRITE', 's3://b-1/x/y/*'),
      grant('READWRITE', 's3://b-1/x/z/*'),
      grant('READ', 's3://b-1/xy/*'),
    ];
    expect(texts(ceilingOf(held).entries)).toEqual([
      'READ s3://b-1/x/*',
      'WRITE s3://b-1/x/y/*',
      'READWRITE s3://b-1/x/z/*',
      'READ s3://b-1/xy/*',
    ]);
  });

  test('has the same result as a comparison of each pair of scopes', () => {
    fc.assert(
      fc.property(grants, (held) => {
        const distinct = held.filter(
          (one, index) => texts(held).indexOf(texts([one])[0] ?? '') === index,
        );
        const kept = distinct.filter(
          (one) =>
            !distinct.some(
              (other) =>
                other !== one &&
                includesTarget(other.scope.template, one.scope.template) &&
                includesPermission(other.permission, one.permission) &&
                (other.createOnly !== true || one.createOnly === true || !writes(one)),
            ),
        );
        expect(texts(ceilingOf(held).entries)).toEqual(texts(kept));
      }),
    );
  });
});
