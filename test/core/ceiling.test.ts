import fc from 'fast-check';
import {
  type CeilingEntry,
  ceilingEntries,
  checkCeiling,
  compileCeiling,
} from '../../core/ceiling.ts';
import { parseConfiguration } from '../../core/configuration.ts';
import type { Grant } from '../../core/grant.ts';
import { MANAGED_POLICY_MAX_CHARACTERS } from '../../core/policy-document.ts';
import { InvalidInput } from '../../core/problems.ts';
import { compileSessionPolicy } from '../../core/session-policy.ts';
import {
  formatTarget,
  includesPermission,
  includesTarget,
  PERMISSIONS,
} from '../../core/target.ts';
import cases from '../cases/ceilings.json' with { type: 'json' };
import { ACCOUNT, grantTo } from './fixtures.ts';
import { parseTarget } from './parse-target.ts';
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
    return error instanceof InvalidInput ? error.problems : [String(error)];
  }
}

const grant = (permission: string, scope: string) => grantTo('role/TeamA', scope, permission);
const texts = (entries: readonly CeilingEntry[]) =>
  entries.map(({ permission, scope }) => `${permission} ${formatTarget(scope)}`);

const segment = fc.constantFrom('a', 'b', 'ab');
const scope = fc
  .tuple(fc.constantFrom('bucket-1', 'bucket-2'), fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([bucket, path, isObject]) =>
    parseTarget(
      isObject && path.length > 0
        ? `s3://${bucket}/${path.join('/')}`
        : `s3://${bucket}/${path.map((name) => `${name}/`).join('')}*`,
    ),
  );
const access = fc
  .record({ scope, permission: fc.constantFrom(...PERMISSIONS) })
  .filter((entry) => entry.scope.kind === 'prefix' || entry.permission !== 'LIST');
const grants = fc
  .array(access, { maxLength: 8 })
  .map((accesses) => accesses.map((entry) => ({ ...grant('READ', 's3://bucket/*'), ...entry })));

describe('compileCeiling', () => {
  test.each(cases)('$name', ({ entries, statements }) => {
    expect(compileCeiling(entriesOf(entries), ACCOUNT_OF_STACK)).toEqual({
      Version: '2012-10-17',
      Statement: statements,
    });
  });

  test('leaves the tokens of a deployment as they are', () => {
    const text = JSON.stringify(
      compileCeiling(entriesOf([{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'LIST' }]), {
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
        const ceiling = compileCeiling(ceilingEntries(held), ACCOUNT_OF_STACK);
        const policies = held.map((one) => compileSessionPolicy(one.scope, one.permission, 'aws'));
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

describe('ceilingEntries', () => {
  test('is what was configured, where anything was', () => {
    const configured = entriesOf([{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'LIST' }]);
    expect(ceilingEntries([grant('READ', 's3://bucket/*')], configured)).toBe(configured);
  });

  test('has every scope of the grants once', () => {
    const held = [grant('READ', 's3://b-1/x/*'), grant('READ', 's3://b-1/x/*')];
    expect(texts(ceilingEntries(held))).toEqual(['READ s3://b-1/x/*']);
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
    expect(texts(ceilingEntries(held))).toEqual([
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
                includesTarget(other.scope, one.scope) &&
                includesPermission(other.permission, one.permission),
            ),
        );
        expect(texts(ceilingEntries(held))).toEqual(texts(kept));
      }),
    );
  });
});

describe('checkCeiling', () => {
  const entry = (permission: string, text: string, more = {}) => ({
    permission,
    scope: text,
    ...more,
  });

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
  ])('with %s: a grant of %s on %s is inside %j: %j', (_, permission, text, ceiling, inside) => {
    const problems = problemsOf([grant(permission, text)], entriesOf(ceiling));
    expect(problems).toEqual(
      inside
        ? []
        : [
            `grant "grant": scope: ${permission} on ${text} is outside the ceiling; ` +
              'narrow the grant, or add an entry that includes it to "ceiling"',
          ],
    );
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
      JSON.stringify(compileCeiling(ceilingEntries(held), longest)).length;
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
      scope: parseTarget(`s3://bucket/team-${index}/*`),
    }));
    expect(problemsOf(held)).toEqual([
      expect.stringContaining('ceiling: the policy of its 10000 entries'),
    ]);
  });
});
