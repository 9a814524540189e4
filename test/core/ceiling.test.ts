import fc from 'fast-check';
import { type CeilingEntry, ceilingOf, checkCeiling, compileCeiling } from '../../core/ceiling.ts';
import { parseConfiguration } from '../../core/configuration.ts';
import type { Grant } from '../../core/grant.ts';
import { kmsStatement } from '../../core/kms-key.ts';
import {
  MANAGED_POLICY_MAX_CHARACTERS,
  SESSION_POLICY_MAX_CHARACTERS,
} from '../../core/policy-document.ts';
import { InvalidInput } from '../../core/problems.ts';
import { fillScope, formatScope } from '../../core/scope.ts';
import { compileSessionPolicy } from '../../core/session-policy.ts';
import { includesPermission, includesTarget, PERMISSIONS } from '../../core/target.ts';
import cases from '../cases/ceilings.json' with { type: 'json' };
import { ACCOUNT, grantOf, grantTo, KMS_KEY } from './fixtures.ts';
import { parseScope } from './parse-scope.ts';
import { allows, requestsOf } from './policy-reading.ts';

const ACCOUNT_OF_STACK = { partition: 'aws', accountId: ACCOUNT };

function entriesOf(ceiling: readonly unknown[]): readonly CeilingEntry[] {
  return ceiling.length === 0 ? [] : (parseConfiguration({ ceiling }).ceiling ?? []);
}

function problemsOf(grants: readonly Grant[], ceiling?: readonly CeilingEntry[]) {
  try {
    checkCeiling(grants, ceiling);
    return [];
  } catch (error) {
    const problems = error instanceof InvalidInput ? error.problems : [];
    return problems.length > 0 ? problems : [`${error} without a problem`];
  }
}

const grant = (permission: string, scope: string) => grantTo('role/TeamA', scope, permission);
const entry = (permission: string, text: string, more = {}) => ({
  permission,
  scope: text,
  ...more,
});
const keyEntry = (permission: string, kmsKey: string) =>
  entry(permission, 's3://b-1/*', { kmsKey });
const texts = (entries: readonly CeilingEntry[]) =>
  entries.map(({ permission, scope }) => `${permission} ${formatScope(scope)}`);

const segment = fc.constantFrom('a', 'b', 'ab');
const scope = fc
  .tuple(fc.constantFrom('bucket-1', 'bucket-2'), fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([bucket, path, isObject]) =>
    parseScope(
      isObject && path.length > 0
        ? `s3://${bucket}/${path.join('/')}`
        : `s3://${bucket}/${path.map((name) => `${name}/`).join('')}*`,
    ),
  );
const access = fc
  .record({ scope, permission: fc.constantFrom(...PERMISSIONS) })
  .filter((entry) => entry.scope.template.kind === 'prefix' || entry.permission !== 'LIST');
const grants = fc
  .array(access, { maxLength: 8 })
  .map((accesses) => accesses.map((entry) => ({ ...grant('READ', 's3://bucket/*'), ...entry })));

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

describe('checkCeiling', () => {
  test('takes grants without a configured ceiling', () => {
    fc.assert(fc.property(grants, (held) => expect(problemsOf(held)).toEqual([])));
  });

  test.each([
    ['the same', 'READ', 's3://b-1/x/*', [entry('READ', 's3://b-1/x/*')], true],
    ['an enclosing one', 'READ', 's3://b-1/x/y/*', [entry('READ', 's3://b-1/x/*')], true],
    ['more permission', 'LIST', 's3://b-1/x/*', [entry('READWRITE', 's3://b-1/x/*')], true],
    [
      'READ and WRITE together',
      'READWRITE',
      's3://b-1/x/*',
      [entry('READ', 's3://b-1/*'), entry('WRITE', 's3://b-1/x/*')],
      true,
    ],
    [
      'another account',
      'READ',
      's3://b-1/*',
      [entry('READ', 's3://b-1/*', { bucketAccount: ACCOUNT })],
      true,
    ],
    ['a narrower one', 'READ', 's3://b-1/*', [entry('READ', 's3://b-1/x/*')], false],
    ['a sibling', 'READ', 's3://b-1/xy/*', [entry('READ', 's3://b-1/x/*')], false],
    ['less permission', 'READ', 's3://b-1/x/*', [entry('LIST', 's3://b-1/x/*')], false],
    ['READ alone', 'READWRITE', 's3://b-1/x/*', [entry('READ', 's3://b-1/x/*')], false],
    ['another bucket', 'READ', 's3://b-2/x/*', [entry('READ', 's3://b-1/x/*')], false],
  ])('with %s: a grant of %s on %s is inside %j: %j', (what, permission, text, ceiling, inside) => {
    const problemOf: Readonly<Record<string, string>> = {
      'less permission': 'permission',
      'READ alone': 'permission',
    };
    const problems = problemsOf([grant(permission, text)], entriesOf(ceiling));
    expect(problems).toEqual(
      inside
        ? []
        : [
            `grant "grant": ${problemOf[what] ?? 'scope'}: ${permission} on ${text} is outside the ceiling; ` +
              'narrow the grant, or add an entry that includes it to "ceiling"',
          ],
    );
  });

  test.each([
    ['home/{sub}/*', 'home/{sub}/*', true],
    ['home/{sub}/*', 'home/{email}/*', true],
    ['home/alice/*', 'home/{sub}/*', true],
    ['home/alice/x/*', 'home/{sub}/*', true],
    ['home/x-{sub}/*', 'home/{sub}/*', true],
    ['home/{sub}/*', 'home/*', true],
    ['home/{sub}/x.csv', '*', true],
    ['home/{sub}/*', 'home/alice/*', false],
    ['home/{sub}/*', 'home/x/*', false],
    ['home/{sub}/*', 'home/sub/*', false],
    ['home/{sub}/*', 'home/{sub}/x/*', false],
    ['home/{sub}/*', 'home/x-{sub}/*', false],
    ['home/*', 'home/{sub}/*', false],
    ['home/alice', 'home/{sub}/*', false],
  ])('with claims: a grant on %s is inside a ceiling of %s: %j', (held, ceiling, inside) => {
    const problems = problemsOf(
      [grantOf({ scope: `s3://b-1/${held}` })],
      entriesOf([entry('READ', `s3://b-1/${ceiling}`)]),
    );
    expect(problems).toEqual(
      inside ? [] : [expect.stringContaining(`READ on s3://b-1/${held} is outside the ceiling`)],
    );
  });

  test.each([
    ['READ', 'READ', true],
    ['LIST', 'READWRITE', true],
    ['READ', 'LIST', false],
    ['WRITE', 'READ', false],
    ['READWRITE', 'READ', false],
  ])('with claims: a grant of %s is inside a ceiling of %s: %j', (permission, ceiling, inside) => {
    const problems = problemsOf(
      [grant(permission, 's3://b-1/home/alice/*')],
      entriesOf([entry(ceiling, 's3://b-1/home/{sub}/*')]),
    );
    expect(problems).toEqual(
      inside
        ? []
        : [
            expect.stringContaining(
              `${permission} on s3://b-1/home/alice/* is outside the ceiling`,
            ),
          ],
    );
  });

  test.each<[string, string, readonly unknown[], boolean]>([
    ['the same key', 'READ', [keyEntry('READ', KMS_KEY)], true],
    ['more permission with the key', 'READ', [keyEntry('READWRITE', KMS_KEY)], true],
    [
      'the key in both halves',
      'READWRITE',
      [keyEntry('READ', KMS_KEY), keyEntry('WRITE', KMS_KEY)],
      true,
    ],
    [
      'the key in one half',
      'READWRITE',
      [keyEntry('READ', KMS_KEY), entry('WRITE', 's3://b-1/*')],
      false,
    ],
    ['no key', 'READ', [entry('READ', 's3://b-1/*')], false],
    ['another key', 'READ', [keyEntry('READ', KMS_KEY.replace('0a1b2c3d', '9a9b9c9d'))], false],
    [
      'the key for other folders',
      'READ',
      [entry('READ', 's3://b-1/*'), entry('READ', 's3://b-1/x/*', { kmsKey: KMS_KEY })],
      false,
    ],
    ['the key for reading alone', 'WRITE', [keyEntry('READ', KMS_KEY)], false],
    [
      'the key for the folders of claims',
      'READ',
      [entry('READ', 's3://b-1/{sub}/*', { kmsKey: KMS_KEY })],
      true,
    ],
    ['no key for the folders of claims', 'READ', [entry('READ', 's3://b-1/{sub}/*')], false],
  ])('with %s: a grant with a key for %s is inside %j: %j', (_, permission, ceiling, inside) => {
    const held = grantTo('role/TeamA', 's3://b-1/y/*', permission, { kmsKey: KMS_KEY });
    expect(problemsOf([held], entriesOf(ceiling))).toEqual(
      inside
        ? []
        : [
            expect.stringContaining(
              `${permission} on s3://b-1/y/* with ${KMS_KEY} is outside the ceiling; narrow`,
            ),
          ],
    );
  });

  test.each([
    ['kmsKey', entry('READ', 's3://b-1/*')],
    ['permission', entry('LIST', 's3://b-1/*')],
    ['scope', entry('READ', 's3://b-2/*')],
  ])('names the field at fault: %s', (field, ceiling) => {
    const held = grantTo('role/TeamA', 's3://b-1/y/*', 'READ', { kmsKey: KMS_KEY });
    expect(problemsOf([held], entriesOf([ceiling]))).toEqual([
      expect.stringContaining(`grant "grant": ${field}: READ on s3://b-1/y/*`),
    ]);
  });

  test('takes a grant without a key under a ceiling that has one', () => {
    const held = [grant('READ', 's3://b-1/y/*')];
    expect(problemsOf(held, entriesOf([keyEntry('READ', KMS_KEY)]))).toEqual([]);
  });

  test('counts keys and tags among the characters of the policy', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${index}${'k'.repeat(120)}`, '']),
    );
    expect(problemsOf([grantOf({ tags })])).toEqual([
      expect.stringMatching(
        /^ceiling: the policy of its 1 entries has 6\d{3} characters \(at most/,
      ),
    ]);
  });

  test('counts the key in the session policy of a whole scope, and each claim as short as can be', () => {
    const written = (length: number) => `s3://b-1/${'x'.repeat(length)}/{sub}/*`;
    const sizes = (length: number, kmsKey?: string) =>
      problemsOf([
        grantOf({ scope: written(length), ...(kmsKey === undefined ? {} : { kmsKey }) }),
      ]);
    const longest = Array.from({ length: 1000 }, (_, index) => index)
      .reverse()
      .find((length) => sizes(length).length === 0);
    expect(sizes(longest ?? 0)).toEqual([]);
    expect(sizes(longest ?? 0, KMS_KEY)).toEqual([
      expect.stringMatching(/^grant "grant": scope: its session policy has 2\d{3} characters/),
    ]);
  });

  test('takes a session policy of the most characters that STS takes and refuses one more', () => {
    const path = (length: number) => `${'?'.repeat(460)}${'x'.repeat(length)}`;
    const held = (length: number) => [
      grantOf({ scope: `s3://b-1/${path(length)}/{sub}`, permission: 'WRITE' }),
    ];
    const target = { kind: 'object', bucket: 'b-1', objectKey: `${path(0)}/y` } as const;
    const policy = compileSessionPolicy({ target, permission: 'WRITE' }, 'aws-us-gov');
    const room = SESSION_POLICY_MAX_CHARACTERS - JSON.stringify(policy).length;
    expect(problemsOf(held(room))).toEqual([]);
    expect(problemsOf(held(room + 1))).toEqual([
      'grant "grant": scope: its session policy has 2049 characters (at most 2048); ' +
        'write a shorter prefix or key',
    ]);
  });

  test('refuses two owners of one bucket', () => {
    const ceiling = entriesOf([
      entry('READ', 's3://b-1/x/*', { bucketAccount: ACCOUNT }),
      entry('READ', 's3://b-2/x/*'),
      entry('READ', 's3://b-1/y/*'),
    ]);
    expect(problemsOf([], ceiling)).toEqual([
      'ceiling[2]: bucketAccount: must be the same in every entry for b-1, because one account owns the bucket',
    ]);
  });

  test('takes a policy of the most characters that IAM takes and refuses one more, with the remedy', () => {
    const longest = { partition: 'aws-us-gov', accountId: ACCOUNT };
    const ofLength = (length: number) =>
      Array.from({ length: 6 }, (_, index) =>
        grant('WRITE', `s3://bucket/${index}${'x'.repeat(index === 0 ? length : 960)}`),
      );
    const size = (held: readonly Grant[]) =>
      JSON.stringify(compileCeiling(ceilingOf(held), longest)).length;
    const room = MANAGED_POLICY_MAX_CHARACTERS - size(ofLength(0));
    expect(problemsOf(ofLength(room))).toEqual([]);
    expect(problemsOf(ofLength(room + 1))).toEqual([
      'ceiling: the policy of its 6 entries has 6145 characters (at most 6144); ' +
        'write fewer and coarser entries in "ceiling", such as s3://BUCKET/*',
    ]);
  });

  test('says soon that 10,000 scopes are too many', () => {
    const held = Array.from({ length: 10_000 }, (_, index) => ({
      ...grant('READ', 's3://bucket/*'),
      scope: parseScope(`s3://bucket/team-${index}/*`),
    }));
    expect(problemsOf(held)).toEqual([
      expect.stringContaining('ceiling: the policy of its 10000 entries'),
    ]);
  });
});
