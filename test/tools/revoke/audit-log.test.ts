import { readAuditLog } from '../../../tools/revoke/audit-log.ts';

const ALICE = {
  time: '2026-11-28T11:00:00.123Z',
  event: 'TokenIssued',
  requestId: 'JKJaXmPLvHcESHA=',
  target: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
  caller: { issuer: 'https://id.example.com', subject: '7f3a', name: 'alice' },
  federatedUserName: 'alice=GBj6bl0QSFgnt7',
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  expiration: '2026-11-28T12:00:00.000Z',
};
const ANA = {
  ...ALICE,
  caller: { arn: 'arn:aws:sts::111122223333:assumed-role/TeamA/ana' },
  federatedUserName: 'ana=Yk3nQ0fT9aZs1_',
};
const PLATFORM = { time: '2026-11-28T11:00:00.123Z', type: 'platform.report', record: {} };
const BOTH = ['alice=GBj6bl0QSFgnt7', 'ana=Yk3nQ0fT9aZs1_'];

const message = (event: object) => JSON.stringify(event);
const logEvent = (event: object) => ({
  logStreamName: '2026/11/28/[$LATEST]0123',
  timestamp: 1_795_863_600_000,
  message: message(event),
});
const namesIn = (text: string) => readAuditLog(text).map((line) => line.federatedUserName);

describe('finds the events in', () => {
  const messages = [PLATFORM, ALICE, ANA].map(message);
  const events = [PLATFORM, ALICE, ANA].map(logEvent);

  test.each([
    ['lines of the log', messages.join('\n')],
    ['lines of the log with Windows line ends', messages.join('\r\n')],
    ['filter-log-events', JSON.stringify({ events, searchedLogStreams: [] }, null, 4)],
    ['filter-log-events --query events[].message', JSON.stringify(messages, null, 4)],
    ['filter-log-events --query events[].message --output text', messages.join('\t')],
    [
      'tail',
      messages
        .map((line) => `2026-11-28T11:00:00.123000+00:00 2026/11/28/[$LATEST]0123 ${line}`)
        .join('\n'),
    ],
    [
      'tail --format json',
      [ALICE, ANA]
        .map((event) => `2026-11-28T11:00:00 ${JSON.stringify(event, null, 4)}`)
        .join('\n'),
    ],
    [
      'get-query-results',
      JSON.stringify({
        results: [ALICE, ANA].map(({ federatedUserName, accessKeyId }) => [
          { field: 'federatedUserName', value: federatedUserName },
          { field: 'accessKeyId', value: accessKeyId },
          { field: '@ptr', value: 'CmEK' },
        ]),
        status: 'Complete',
      }),
    ],
    [
      'get-query-results of @message',
      JSON.stringify({
        results: [ALICE, ANA].map((event) => [{ field: '@message', value: message(event) }]),
      }),
    ],
  ])('%s', (_, text) => {
    expect(namesIn(text)).toEqual(BOTH);
  });
});

test('reads who the caller is, and when the session begins and ends', () => {
  expect(readAuditLog(message(ALICE))).toEqual([
    {
      federatedUserName: 'alice=GBj6bl0QSFgnt7',
      who: 'https://id.example.com 7f3a alice',
      identifiers: ['https://id.example.com', '7f3a', 'alice', 'ASIAIOSFODNN7EXAMPLE'],
      isSession: true,
      issuedAt: new Date('2026-11-28T11:00:00.123Z'),
      expiration: new Date('2026-11-28T12:00:00.000Z'),
    },
  ]);
});

test('denials and listings do not count as issued sessions', () => {
  const events = [
    { ...ALICE, event: 'AccessDenied', accessKeyId: undefined },
    { ...ALICE, event: 'KeysListed' },
  ];
  expect(readAuditLog(events.map(message).join('\n')).map(({ isSession }) => isSession)).toEqual([
    false,
    false,
  ]);
});

test('a caller cannot forge an event with text inside another event', () => {
  const forged = message({ ...ALICE, federatedUserName: 'bob=c3xQ9mLw0TzUaB' });
  const lines = [
    message({ ...ALICE, target: forged }),
    message({ time: ALICE.time, event: 'CallerRefused', caller: { subject: forged } }),
    message({ time: ALICE.time, event: 'RequestFailed', message: forged }),
  ];
  expect(namesIn(lines.join('\n'))).toEqual(['alice=GBj6bl0QSFgnt7']);
  expect(namesIn(JSON.stringify(lines))).toEqual(['alice=GBj6bl0QSFgnt7']);
});

test('a truncated line does not hide the lines after it', () => {
  expect(namesIn(`${message(ALICE).slice(0, 50)}\n${message(ANA)}`)).toEqual([
    'ana=Yk3nQ0fT9aZs1_',
  ]);
});
