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

const ACCOUNT_OF_STACK = { partition: 'aws', accountId: ACCOUNT };

const texts = (entries: readonly CeilingEntry[]) =>
  entries.map(({ permission, scope }) => `${permission} ${formatScope(scope)}`);

describe('compileCeiling', () => {
  test.each(cases)('$name', ({ entries, statements }) => {
    expect(compileCeiling({ entries: entriesOf(entries), tagKeys: [] }, ACCOUNT_OF_STACK)).toEqual({
      Version: '2012-10-17',
      Statement: statements,
    });
  });

  test.each<[string, readonly Grant[], readonly unknown[]]>([
    [
      'one folder for each claim, and no wider',
      [grantOf({ scope: 's3://b-1/home/{sub}/*' })],
      [
        { Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': ['home/*/*'] } } },
        { Action: 's3:GetObject', Resource: ['arn:aws:s3:::b-1/home/*/*'] },
      ],
    ],
    [
      'the literal text around each claim',
      [grantOf({ scope: 's3://b-1/{team}/x-{sub}.csv' })],
      [{ Action: 's3:GetObject', Resource: ['arn:aws:s3:::b-1/*/x-*.csv'] }],
    ],
    [
      'what IAM would read, escaped around the claim',
      [grantOf({ scope: 's3://b-1/$a?/{sub}/*', permission: 'WRITE' })],
      [{ Resource: ['arn:aws:s3:::b-1/${$}a${?}/*/*'] }],
    ],
    [
      'scopes of one shape once, whatever their claims are called',
      [
        grantOf({ scope: 's3://b-1/home/{sub}/*', permission: 'WRITE' }),
        grantOf({ scope: 's3://b-1/home/{email}/*', permission: 'WRITE' }),
      ],
      [{ Resource: ['arn:aws:s3:::b-1/home/*/*'] }],
    ],
    [
      'no folder of a claim inside one that a claim encloses',
      [
        grantOf({ scope: 's3://b-1/home/{sub}/*', permission: 'WRITE' }),
        grantOf({ scope: 's3://b-1/home/{sub}/{team}/*', permission: 'WRITE' }),
      ],
      [{ Resource: ['arn:aws:s3:::b-1/home/*/*'] }],
    ],
  ])('gives %s', (_, held, statements) => {
    const { Statement } = compileCeiling(ceilingOf(held), ACCOUNT_OF_STACK);
    expect(Statement.slice(1)).toMatchObject(statements);
    expect(Statement).toHaveLength(statements.length + 1);
  });

  const OTHER_KEY = KMS_KEY.replace('0a1b2c3d', '9a9b9c9d');
  test.each<[string, readonly CeilingEntry[], readonly unknown[]]>([
    ['a reader', entriesOf([keyEntry('READ', KMS_KEY)]), [kmsStatement([KMS_KEY], 'READ')]],
    ['a writer', entriesOf([keyEntry('WRITE', KMS_KEY)]), [kmsStatement([KMS_KEY], 'WRITE')]],
    [
      'readers and writers of one key, once',
      entriesOf([keyEntry('READ', KMS_KEY), keyEntry('READWRITE', KMS_KEY)]),
      [kmsStatement([KMS_KEY], 'WRITE')],
    ],
    [
      'readers of two keys and a writer of one',
      entriesOf([
        keyEntry('READ', KMS_KEY),
        keyEntry('READ', OTHER_KEY),
        keyEntry('WRITE', KMS_KEY),
      ]),
      [kmsStatement([OTHER_KEY], 'READ'), kmsStatement([KMS_KEY], 'WRITE')],
    ],
    ['nobody, where no key is named', entriesOf([entry('READWRITE', 's3://b-1/*')]), []],
  ])('gives keys to %s', (_, entries, statements) => {
    const { Statement } = compileCeiling({ entries, tagKeys: [] }, ACCOUNT_OF_STACK);
    expect(Statement.filter(({ Action }) => String(Action).includes('kms:'))).toEqual(statements);
  });

  test('lets sessions be tagged only where grants have tags, and with their keys alone', () => {
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

  test('leaves the tokens of a deployment as they are', () => {
    const text = JSON.stringify(
      compileCeiling(ceilingOf([grant('LIST', 's3://amzn-s3-demo-bucket/*')]), {
        partition: '${Token[AWS.Partition.1]}',
        accountId: '${Token[AWS.AccountId.2]}',
      }),
    );
    expect(text).toContain('"arn:${Token[AWS.Partition.1]}:s3:::amzn-s3-demo-bucket"');
    expect(text).toContain('"aws:ResourceAccount":"${Token[AWS.AccountId.2]}"');
  });

  test('allows every request that a session policy of a grant allows, and none that no grant does', () => {
    fc.assert(
      fc.property(grants, (held) => {
        const ceiling = compileCeiling(ceilingOf(held), ACCOUNT_OF_STACK);
        const policies = held.map((one) =>
          compileSessionPolicy({ ...one, target: one.scope.template }, 'aws'),
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
          const policy = compileSessionPolicy({ ...one, target }, 'aws');
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

describe('ceilingOf', () => {
  test('is what was configured, where anything was', () => {
    const configured = entriesOf([{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'LIST' }]);
    expect(ceilingOf([grant('READ', 's3://bucket/*')], configured).entries).toBe(configured);
  });

  test('has the keys of the tags of all grants once, also beside configured entries', () => {
    const held = [grantOf({ tags: { b: '', a: '{sub}' } }), grantOf({ tags: { a: '' } })];
    expect(ceilingOf(held).tagKeys).toEqual(['a', 'b']);
    const configured = entriesOf([{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'READ' }]);
    expect(ceilingOf(held, configured).tagKeys).toEqual(['a', 'b']);
    expect(ceilingOf([grantOf({})]).tagKeys).toEqual([]);
  });

  test('keeps an entry with a key beside an enclosing one that has another or none', () => {
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

  test('keeps a folder beside that of a claim, whatever it is called', () => {
    const held = ['{sub}', 'x', 'sub', 'claim', ''].map((folder) =>
      grantOf({ scope: `s3://b-1/home/${folder}/*` }),
    );
    expect(ceilingOf(held).entries).toHaveLength(5);
  });

  test('has every scope of the grants once', () => {
    const held = [grant('READ', 's3://b-1/x/*'), grant('READ', 's3://b-1/x/*')];
    expect(texts(ceilingOf(held).entries)).toEqual(['READ s3://b-1/x/*']);
  });

  test('drops an entry only where the permission of an enclosing one includes its own', () => {
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

  test('agrees with the plain comparison of every two scopes', () => {
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
                includesPermission(other.permission, one.permission),
            ),
        );
        expect(texts(ceilingOf(held).entries)).toEqual(texts(kept));
      }),
    );
  });
});
