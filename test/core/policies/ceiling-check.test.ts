import fc from 'fast-check';
import {
  MANAGED_POLICY_MAX_CHARACTERS,
  SESSION_POLICY_MAX_CHARACTERS,
} from '../../../core/aws/policy-document.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { type CeilingEntry, ceilingOf, compileCeiling } from '../../../core/policies/ceiling.ts';
import { checkCeiling } from '../../../core/policies/ceiling-check.ts';
import { compileSessionPolicy } from '../../../core/policies/session-policy.ts';
import { InvalidInput } from '../../../core/problems.ts';
import { ACCOUNT, grantOf, grantTo, KMS_KEY } from '../fixtures.ts';
import { parseScope } from '../grants/parse-scope.ts';
import { entriesOf, entry, grant, grants, keyEntry } from './ceiling-fixtures.ts';

const NEW_KEYS = { createOnly: true };

function problemsOf(grants: readonly Grant[], ceiling?: readonly CeilingEntry[]) {
  try {
    checkCeiling(grants, { ceiling });
    return [];
  } catch (error) {
    const problems = error instanceof InvalidInput ? error.problems : [];
    return problems.length > 0 ? problems : [`${error} without a problem`];
  }
}

describe('checkCeiling', () => {
  test('accepts grants without a configured ceiling', () => {
    fc.assert(fc.property(grants, (held) => expect(problemsOf(held)).toEqual([])));
  });

  test.each([
    ['the same access', 'READ', 's3://b-1/x/*', [entry('READ', 's3://b-1/x/*')], true],
    ['an enclosing scope', 'READ', 's3://b-1/x/y/*', [entry('READ', 's3://b-1/x/*')], true],
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
    ['a narrower scope', 'READ', 's3://b-1/*', [entry('READ', 's3://b-1/x/*')], false],
    ['a sibling', 'READ', 's3://b-1/xy/*', [entry('READ', 's3://b-1/x/*')], false],
    ['less permission', 'READ', 's3://b-1/x/*', [entry('LIST', 's3://b-1/x/*')], false],
    ['only READ', 'READWRITE', 's3://b-1/x/*', [entry('READ', 's3://b-1/x/*')], false],
    ['another bucket', 'READ', 's3://b-2/x/*', [entry('READ', 's3://b-1/x/*')], false],
  ])(
    'with %s, a grant of %s on %s is inside the ceiling %j: %j',
    (what, permission, text, ceiling, inside) => {
      const problemOf: Readonly<Record<string, string>> = {
        'less permission': 'permission',
        'only READ': 'permission',
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
    },
  );

  test.each([
    ['home/{sub}/*', 'home/{sub}/*', true],
    ['home/{sub}/*', 'home/{email}/*', true],
    ['home/alice/*', 'home/{sub}/*', true],
    ['home/alice/x/*', 'home/{sub}/*', true],
    ['home/x-{sub}/*', 'home/{sub}/*', true],
    ['home/{sub}/*', 'home/*', true],
    ['home/{sub}/x.csv', '*', true],
    ['home/{/a/team}/*', 'home/{sub}/*', true],
    ['home/{/a/team}/x/*', 'home/{/a/team}/*', true],
    ['home/alice/*', 'home/{/a/team}/*', true],
    ['home/{/a/team}/*', 'home/{/a/team}/x/*', false],
    ['home/{/a/team}/*', 'home/a/team/*', false],
    ['home/{sub}/*', 'home/alice/*', false],
    ['home/{sub}/*', 'home/x/*', false],
    ['home/{sub}/*', 'home/sub/*', false],
    ['home/{sub}/*', 'home/{sub}/x/*', false],
    ['home/{sub}/*', 'home/x-{sub}/*', false],
    ['home/*', 'home/{sub}/*', false],
    ['home/alice', 'home/{sub}/*', false],
  ])('with claims, a grant on %s is inside a ceiling of %s: %j', (held, ceiling, inside) => {
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
  ])('with claims, a grant of %s is inside a ceiling of %s: %j', (permission, ceiling, inside) => {
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
      'the key for READ and for WRITE',
      'READWRITE',
      [keyEntry('READ', KMS_KEY), keyEntry('WRITE', KMS_KEY)],
      true,
    ],
    [
      'the key only for READ',
      'READWRITE',
      [keyEntry('READ', KMS_KEY), entry('WRITE', 's3://b-1/*')],
      false,
    ],
    ['no key', 'READ', [entry('READ', 's3://b-1/*')], false],
    ['another key', 'READ', [keyEntry('READ', KMS_KEY.replace('0a1b2c3d', '9a9b9c9d'))], false],
    [
      'the key for another folder',
      'READ',
      [entry('READ', 's3://b-1/*'), entry('READ', 's3://b-1/x/*', { kmsKey: KMS_KEY })],
      false,
    ],
    ['the key only for reading', 'WRITE', [keyEntry('READ', KMS_KEY)], false],
    [
      'the key for a folder with a claim',
      'READ',
      [entry('READ', 's3://b-1/{sub}/*', { kmsKey: KMS_KEY })],
      true,
    ],
    ['no key for a folder with a claim', 'READ', [entry('READ', 's3://b-1/{sub}/*')], false],
  ])(
    'with %s, a grant of %s with a key is inside the ceiling %j: %j',
    (_, permission, ceiling, inside) => {
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
    },
  );

  test.each<[string, Readonly<Record<string, unknown>>, readonly unknown[], string | undefined]>([
    ['UPLOAD', {}, [entry('WRITE', 's3://b-1/*')], undefined],
    ['UPLOAD', {}, [entry('READ', 's3://b-1/*')], 'permission'],
    ['WRITE', {}, [entry('UPLOAD', 's3://b-1/*')], 'permission'],
    ['UPLOAD', NEW_KEYS, [entry('UPLOAD', 's3://b-1/*')], undefined],
    ['UPLOAD', NEW_KEYS, [entry('READWRITE', 's3://b-1/*', NEW_KEYS)], undefined],
    ['READWRITE', NEW_KEYS, [entry('READWRITE', 's3://b-1/*', NEW_KEYS)], undefined],
    ['READ', {}, [entry('READWRITE', 's3://b-1/*', NEW_KEYS)], undefined],
    ['UPLOAD', {}, [entry('READWRITE', 's3://b-1/*', NEW_KEYS)], 'createOnly'],
    ['WRITE', {}, [entry('WRITE', 's3://b-1/*', NEW_KEYS)], 'createOnly'],
    ['READWRITE', {}, [entry('READWRITE', 's3://b-1/{sub}/*', NEW_KEYS)], 'createOnly'],
  ])(
    '%s with %j under the ceiling %j: the message names the field %s',
    (permission, more, ceiling, field) => {
      const held = grantTo('role/TeamA', 's3://b-1/y/*', permission, more);
      expect(problemsOf([held], entriesOf(ceiling))).toEqual(
        field === undefined
          ? []
          : [expect.stringContaining(`grant "grant": ${field}: ${permission} on s3://b-1/y/*`)],
      );
    },
  );

  // docs/scale.md shows these figures.
  test.each([
    ['LIST', 'amzn-s3-demo-bucket-NUMB/*', 121],
    ['READ', 'amzn-s3-demo-bucket-NUMB/*', 57],
    ['WRITE', 'amzn-s3-demo-bucket-NUMB/*', 57],
    ['READWRITE', 'amzn-s3-demo-bucket-NUMB/*', 56],
    ['READ', 'amzn-s3-demo-bucket-NUMB/home/{sub}/*', 35],
    ['LIST', 'amzn-s3-demo-bucket/NUMB/*', 608],
    ['READ', 'amzn-s3-demo-bucket/NUMB/*', 91],
    ['WRITE', 'amzn-s3-demo-bucket/NUMB/*', 111],
    ['READWRITE', 'amzn-s3-demo-bucket/NUMB/*', 89],
  ] as const)(
    '%s on %s fits into the ceiling with %i numbers of 4 digits, and not with one more',
    (permission, path, most) => {
      const held = (count: number) =>
        Array.from({ length: count }, (_, index) =>
          grantOf({
            permission,
            scope: `s3://${path.replace('NUMB', String(index).padStart(4, '0'))}`,
          }),
        );
      expect(problemsOf(held(most))).toEqual([]);
      expect(problemsOf(held(most + 1))).toEqual([expect.stringContaining('has 6')]);
    },
  );

  test.each([
    ['kmsKey', entry('READ', 's3://b-1/*')],
    ['permission', entry('LIST', 's3://b-1/*')],
    ['scope', entry('READ', 's3://b-2/*')],
  ])('names the wrong field: %s', (field, ceiling) => {
    const held = grantTo('role/TeamA', 's3://b-1/y/*', 'READ', { kmsKey: KMS_KEY });
    expect(problemsOf([held], entriesOf([ceiling]))).toEqual([
      expect.stringContaining(`grant "grant": ${field}: READ on s3://b-1/y/*`),
    ]);
  });

  test('accepts a grant without a key in a ceiling with a key', () => {
    const held = [grant('READ', 's3://b-1/y/*')];
    expect(problemsOf(held, entriesOf([keyEntry('READ', KMS_KEY)]))).toEqual([]);
  });

  test('includes keys and tags in the size of the policy', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${index}${'k'.repeat(110)}`, '']),
    );
    expect(problemsOf([grantOf({ tags })])).toEqual([
      expect.stringMatching(
        /^ceiling: the policy of its 1 entries has [67]\d{3} characters \(at most/,
      ),
    ]);
  });

  test('includes the key in the size of the session policy, and assumes the shortest claims', () => {
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

  test('accepts a session policy of the largest size that STS accepts, and refuses one more character', () => {
    const path = (length: number) => `${'?'.repeat(440)}${'x'.repeat(length)}`;
    const held = (length: number) => [
      grantOf({ scope: `s3://b-1/${path(length)}/{sub}`, permission: 'WRITE' }),
    ];
    const target = { kind: 'object', bucket: 'b-1', objectKey: `${path(0)}/y` } as const;
    const policy = compileSessionPolicy([{ target, permission: 'WRITE' }], 'aws-us-gov');
    const room = SESSION_POLICY_MAX_CHARACTERS - JSON.stringify(policy).length;
    expect(problemsOf(held(room))).toEqual([]);
    expect(problemsOf(held(room + 1))).toEqual([
      'grant "grant": scope: its session policy has 2049 characters (at most 2048); ' +
        'write a shorter prefix or key',
    ]);
  });

  test('refuses two accounts for one bucket', () => {
    const ceiling = entriesOf([
      entry('READ', 's3://b-1/x/*', { bucketAccount: ACCOUNT }),
      entry('READ', 's3://b-2/x/*'),
      entry('READ', 's3://b-1/y/*'),
    ]);
    expect(problemsOf([], ceiling)).toEqual([
      'ceiling[2]: bucketAccount: must be the same in every entry for b-1, because one account owns the bucket',
    ]);
  });

  test('accepts a policy of the largest size that IAM accepts, and refuses one more character with the remedy', () => {
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
        'write fewer and wider entries in "ceiling", such as s3://BUCKET/*',
    ]);
  });

  test('refuses 10,000 scopes quickly', () => {
    const held = Array.from({ length: 10_000 }, (_, index) => ({
      ...grant('READ', 's3://bucket/*'),
      scope: parseScope(`s3://bucket/team-${index}/*`),
    }));
    expect(problemsOf(held)).toEqual([
      expect.stringContaining('ceiling: the policy of its 10000 entries'),
    ]);
  });
});
