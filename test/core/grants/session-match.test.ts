import { indexGrants } from '../../../core/grants/grant-index.ts';
import { matchSession, type SessionRequest } from '../../../core/grants/session-match.ts';
import { parseTarget } from '../aws/parse-target.ts';
import { ALICE, callerOf, grantTo, NOW } from '../fixtures.ts';

const IN = 's3://amzn-s3-demo-bucket/in/*';
const OUT = 's3://amzn-s3-demo-bucket/out/*';

const read = { target: parseTarget(IN), permission: 'READ' } as const;
const write = { target: parseTarget(OUT), permission: 'WRITE' } as const;

type Fields = Readonly<Record<string, unknown>>;

/** Matches a request of alice for both accesses with a grant for each. */
function match(more: Partial<SessionRequest>, reader: Fields = {}, writer: Fields = {}) {
  const grants = indexGrants([
    grantTo('role/TeamA', IN, 'READ', { id: 'reader', ...reader }),
    grantTo('role/TeamA', OUT, 'WRITE', { id: 'writer', ...writer }),
  ]);
  return matchSession(grants, callerOf(ALICE), { accesses: [read, write], ...more }, NOW);
}

describe('matchSession', () => {
  test('finds the grant of each access in the order of the request', () => {
    const accesses = [write, read, write];
    expect(match({ accesses })).toMatchObject({
      covered: true,
      accesses: [
        { ...write, granted: { grant: { id: 'writer' } } },
        { ...read, granted: { grant: { id: 'reader' } } },
        { ...write, granted: { grant: { id: 'writer' } } },
      ],
    });
  });

  test('does not combine two grants for one access', () => {
    const accesses = [
      { target: parseTarget('s3://amzn-s3-demo-bucket/*'), permission: 'READ' } as const,
    ];
    expect(match({ accesses }).covered).toBe(false);
  });

  test('does not cover a session if one access has no grant, and says why', () => {
    const neighbour = { ...write, target: parseTarget('s3://amzn-s3-demo-bucket/outer/*') };
    const found = match({ accesses: [read, neighbour] });
    expect(found).toMatchObject({
      covered: false,
      accesses: [
        { ...read, granted: { grant: { id: 'reader' } } },
        {
          ...neighbour,
          nearMisses: [
            { grantId: 'writer', fails: ['scope'] },
            { grantId: 'reader', fails: ['scope', 'permission'] },
          ],
        },
      ],
    });
  });

  test.each([
    [{}, {}, 3600],
    [{ maxDurationSeconds: 900 }, { maxDurationSeconds: 7200 }, 900],
    [{ maxDurationSeconds: 7200 }, { maxDurationSeconds: 1800 }, 1800],
    [{ maxDurationSeconds: 7200 }, { maxDurationSeconds: 7200 }, 3600],
  ])(
    'with the grants %j and %j, a session lasts %d seconds by default',
    (reader, writer, seconds) => {
      expect(match({}, reader, writer)).toMatchObject({ covered: true, durationSeconds: seconds });
    },
  );

  test('covers a requested duration only if the grant of each access allows it', () => {
    const durationSeconds = 7200;
    const long = { maxDurationSeconds: 7200 };
    expect(match({ durationSeconds }, long, long)).toMatchObject({
      covered: true,
      durationSeconds,
    });
    expect(match({ durationSeconds }, long, { maxDurationSeconds: 7199 }).covered).toBe(false);
    expect(match({ durationSeconds }, { maxDurationSeconds: 7199 }, long).covered).toBe(false);
  });

  test.each([
    [{ name: 'User1' }, ['User*'], ['User1'], true],
    [{ name: 'User1' }, ['User*'], undefined, false],
    [{ name: 'User1' }, undefined, ['User1'], false],
    [{ name: 'User1' }, ['User*'], ['User2'], false],
    [{}, ['User*'], undefined, false],
    [{}, undefined, ['User*'], false],
  ])(
    'with the request %j and the names %j and %j, covered is %s',
    (request, names, others, covered) => {
      const found = match(request, { federatedUserNames: names }, { federatedUserNames: others });
      expect(found.covered).toBe(covered);
    },
  );
});
