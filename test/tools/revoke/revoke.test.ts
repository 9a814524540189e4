import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Revocations } from '../../../lib/revocations.ts';
import { revoke } from '../../../tools/revoke/revoke.ts';

const NOW = new Date('2026-11-28T12:00:00.400Z');
const ALICE = 'alice=GBj6bl0QSFgnt7';
const TWIN = 'Alice=Yk3nQ0fT9aZs1_';

let folder: string;
let file: string;
let audit: string;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
  file = path.join(folder, 'revocations.json');
  audit = path.join(folder, 'audit.jsonl');
  writeFileSync(file, '{"revocations": []}');
  writeAudit(
    sessionOf(ALICE, '2026-11-28T11:30:00.000Z', {
      issuer: 'https://id.example.com',
      subject: '7f3a',
      name: 'alice',
    }),
    sessionOf(TWIN, '2026-11-28T11:30:00.000Z', {
      arn: 'arn:aws:sts::111122223333:assumed-role/TeamA/Alice',
    }),
    sessionOf('User1', '2026-11-28T11:00:00.000Z', {
      arn: 'arn:aws:sts::111122223333:assumed-role/Portal/p',
    }),
    sessionOf('User1=c3xQ9mLw0TzUaB', '2026-11-28T09:00:00.000Z', {
      arn: 'arn:aws:iam::111122223333:user/User1',
    }),
  );
});

afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** Returns the audit event of a session that lasts an hour. */
function sessionOf(federatedUserName: string, time: string, caller: object): object {
  return {
    time,
    event: 'TokenIssued',
    caller,
    federatedUserName,
    accessKeyId: `ASIA${federatedUserName.slice(0, 5).toUpperCase()}`,
    expiration: new Date(Date.parse(time) + 3_600_000).toISOString(),
  };
}

function writeAudit(...events: readonly object[]): void {
  writeFileSync(audit, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/** Returns the output of the command. `requestable` are the names for which programs may ask. */
function run(args: readonly string[], requestable?: readonly string[]): string {
  const log = jest.spyOn(console, 'log').mockReturnValue();
  try {
    revoke([...args, '--file', file], {
      command: 'revoke',
      target: 'file',
      fileOption: 'file',
      defaultFile: 'revocations.json',
      openFile: (name) => ({ path: name, read: () => Revocations.fromFile(name).entries }),
      requestableNames: () => requestable,
      deployment: () => ({ diff: 'cdk diff', deploy: 'cdk deploy --require-approval never' }),
    });
    return log.mock.calls.flat().join('\n').replaceAll(`${folder}/`, '');
  } finally {
    log.mockRestore();
  }
}

/** Returns the message of the refusal. Fails if the command nevertheless wrote a revocation. */
function refusal(args: readonly string[], requestable?: readonly string[]): string {
  try {
    run(args, requestable);
  } catch (error) {
    expect(readFileSync(file, 'utf8')).toBe('{"revocations": []}');
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  throw new Error('not refused');
}

const written = () => Revocations.fromFile(file).entries;

describe('the command refuses a name that no session can have:', () => {
  test.each([
    ['a readable name', 'alice'],
    ['the user id of a readable name', '111122223333:alice'],
    ['the ARN of a readable name', 'arn:aws:sts::111122223333:federated-user/alice'],
    ['a hash that is cut off', 'alice=GBj6bl0QSFgnt'],
    ['the ARN of a caller', 'arn:aws:sts::111122223333:assumed-role/TeamA/ana'],
    ['an access key id', 'ASIAIOSFODNN7EXAMPLE'],
    ['a name with the case of another', 'user1'],
  ])('%s', (_, name) => {
    const message = refusal([name], ['User*']);
    expect(message).toContain('is not the whole name of a federated user');
    expect(message).toContain('no grant lets a program ask for this name');
    expect(message).toContain('--from-audit FILE');
  });

  test('a readable name, if the grants are unknown', () => {
    expect(refusal(['User1'])).toBe(
      '"User1" is not the whole name of a federated user, so a revocation would end no session: names of people end in a ' +
        'hash. Write the whole name, such as alice=GBj6bl0QSFgnt7. It is userIdentity.arn in CloudTrail and federatedUserName ' +
        'in the audit log. To see who could be meant, add --from-audit FILE (--help shows how to get it).',
    );
  });

  test('a hash with a typo, if it gets the audit log', () => {
    const message = refusal(['alice=GBj6bl0QSFgnt8', '--from-audit', audit]);
    expect(message).toContain('has no federated user "alice=GBj6bl0QSFgnt8"');
    expect(message).toContain(ALICE);
  });

  test('a name that only a deleted grant let programs use, unless the audit log contains it', () => {
    expect(refusal(['User1'], [])).toContain('no grant lets a program');
    run(['111122223333:User1', '--from-audit', audit], []);
    expect(written()).toMatchObject([{ federatedUser: 'User1' }]);
  });
});

describe('--from-audit lists the people and programs who could be meant', () => {
  const listed = (name: string) =>
    refusal([name, '--from-audit', audit])
      .split('\n')
      .filter((line) => line.startsWith('  '));

  test('by a readable name, in upper or lower case', () => {
    expect(listed('ALICE')).toEqual([
      `  ${ALICE}  https://id.example.com 7f3a alice  1 session, the last until 2026-11-28T12:30:00Z`,
      `  ${TWIN}  arn:aws:sts::111122223333:assumed-role/TeamA/Alice  1 session, the last until 2026-11-28T12:30:00Z`,
    ]);
  });

  test.each([
    ['the beginning of a readable name', 'ali', [ALICE, TWIN]],
    ['a subject', '7f3a', [ALICE]],
    ['the ARN of a caller', 'arn:aws:sts::111122223333:assumed-role/TeamA/Alice', [TWIN]],
    ['an access key id', 'ASIAUSER1', ['User1', 'User1=c3xQ9mLw0TzUaB']],
    ['a name that a program and a person have', 'User1', ['User1', 'User1=c3xQ9mLw0TzUaB']],
  ])('by %s', (_, name, users) => {
    expect(listed(name).map((line) => line.trim().split(' ')[0])).toEqual(users);
  });

  test('by a readable name that is longer than the readable part can be', () => {
    writeAudit(sessionOf('alice.longname-ex=GBj6bl0QSFgnt7', '2026-11-28T11:30:00.000Z', {}));
    expect(listed('alice.longname+ex@example.com')).toEqual([]);
    expect(listed('alice.longname ex@example.com')).toHaveLength(1);
  });

  test('and, if nobody is found, says how far back the file goes', () => {
    expect(refusal(['carol', '--from-audit', audit])).toContain(
      'Nobody in audit.jsonl has a name that begins so (4 events, the first of 2026-11-28T09:00:00Z)',
    );
  });

  test('without terminal control characters from callers', () => {
    writeAudit(sessionOf(ALICE, '2026-11-28T11:30:00.000Z', { name: 'alice\u001b[2J\u202e' }));
    expect(refusal(['alice', '--from-audit', audit])).toContain('alice\\u{1b}[2J\\u{202e}');
  });

  test('and refuses a file without events', () => {
    writeAudit({ event: 'RequestFailed' });
    expect(refusal([ALICE, '--from-audit', audit])).toContain(
      'has no event with a federatedUserName',
    );
  });
});

describe('the report', () => {
  test('does not claim that a session has ended, or that the name has a session', () => {
    const report = run([ALICE]);
    expect(report).toContain('They end when you deploy it, not before.');
    expect(report).toContain(`Nobody has checked that ${ALICE} has sessions.`);
  });

  test('counts the live sessions in the audit log that the revocation ends', () => {
    expect(run([ALICE, '--from-audit', audit])).toContain(
      `In audit.jsonl, ${ALICE} has 1 live session. The revocation ends 1, the last of which would expire at 2026-11-28T12:30:00Z.`,
    );
  });

  test('says if a session in the audit log keeps working', () => {
    const report = run([ALICE, '--from-audit', audit, '--issued-before', '2026-11-28T11:00:00Z']);
    expect(report).toContain('has 1 live session. The revocation ends 0.');
    expect(report).toContain('Repeat the command without --issued-before');
  });

  test('says if the audit log has no live session', () => {
    const report = run(['User1=c3xQ9mLw0TzUaB', '--from-audit', audit]);
    expect(report).toContain(
      'has 0 live sessions. The revocation ends 0. If the file does not go back 36 hours',
    );
  });

  test('counts sessions of the same person under another readable name', () => {
    writeAudit(sessionOf('Renamed=GBj6bl0QSFgnt7', '2026-11-28T11:30:00.000Z', {}));
    expect(run([ALICE, '--from-audit', audit])).toContain('The revocation ends 1');
  });

  test('contains a deploy command that does not stop for approval, and says what that approves', () => {
    const report = run([ALICE]);
    expect(report).toContain('     cdk diff\n     cdk deploy --require-approval never\n');
    expect(report).toContain('approves every change of permissions in the deployment');
    expect(report).toContain('TtyNotAttached');
    expect(report).toContain('Commit revocations.json.');
  });

  test('names the account if the name was given as an ARN', () => {
    const report = run([`arn:aws:sts::999999999999:federated-user/${ALICE}`]);
    expect(report).toContain('The name is of account 999999999999: deploy there.');
  });

  test('says that a name without a hash does not identify a person', () => {
    expect(run(['User1'], ['User*'])).toContain('A person with this readable name is User1=HASH');
  });
});

describe('the time', () => {
  test('is 20 minutes ahead, in whole seconds: 15 minutes for a sign-in link and 5 for a slow clock', () => {
    run([ALICE]);
    expect(written()).toEqual([{ federatedUser: ALICE, issuedBefore: '2026-11-28T12:20:01Z' }]);
    run(['--all']);
    expect(written().at(-1)).toEqual({ federatedUser: '*', issuedBefore: '2026-11-28T12:20:01Z' });
  });

  test('can be chosen, and the report says which sessions then keep working', () => {
    const report = run([ALICE, '--issued-before', '2026-11-28T12:00:00Z']);
    expect(written()).toEqual([{ federatedUser: ALICE, issuedBefore: '2026-11-28T12:00:00Z' }]);
    expect(report).toContain('That includes a sign-in link opened later');
  });

  test.each([
    ['before which no session is live', '2026-11-27T00:00:00Z', 'ends no session'],
    ['later than any session lasts', '2026-11-30T00:00:01Z', 'at most 36 hours ahead'],
  ])('is refused if it is one %s', (_, time, message) => {
    expect(refusal([ALICE, '--issued-before', time])).toContain(message);
  });
});
