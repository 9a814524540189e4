import { Ajv } from 'ajv';
import type { AuditEvent } from '../../core/use-cases/ports.ts';
import { auditLog } from '../../lambda/adapters/audit-log.ts';
import schema from '../../schemas/audit-event.schema.json' with { type: 'json' };

const validate = new Ajv({ strictTypes: false }).compile(schema);

let written: string;

beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

function linesOf(event: AuditEvent): readonly string[] {
  auditLog.record(event);
  expect(written.endsWith('\n')).toBe(true);
  return written.slice(0, -1).split(/[\r\n]/);
}

const REQUEST = {
  requestId: 'request-1',
  caller: { arn: 'arn:aws:iam::111122223333:user/Bob' },
  target: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
  federatedUserName: 'Bob=0123456789abcd',
} as const;

const SESSION = {
  ...REQUEST,
  grantId: 'team-a',
  policySha256: '0'.repeat(64),
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  expiration: new Date('2026-11-21T20:00:00.999Z'),
};

const PERSON = { issuer: 'https://id.example.com', subject: 'alice', name: 'Alice A.' };

const EVENTS: readonly AuditEvent[] = [
  { type: 'TokenIssued', durationSeconds: 3600, ...SESSION },
  { type: 'SignInLinkIssued', durationSeconds: 3600, ...SESSION, caller: PERSON },
  { type: 'KeysListed', keyCount: 0, ...SESSION },
  { type: 'ListingRefused', ...SESSION },
  { type: 'AccessDenied', ...REQUEST },
  { type: 'AccessDenied', ...REQUEST, durationSeconds: 900 },
  { type: 'CallerRefused', requestId: 'request-1', caller: {} },
  { type: 'CallerRefused', requestId: 'request-1', caller: { issuer: 'i', subject: '' } },
];

test.each(EVENTS)('$type is one line that follows the schema', (event) => {
  const [line, ...more] = linesOf(event);
  expect(more).toEqual([]);
  const parsed: unknown = JSON.parse(line ?? '');
  expect([validate(parsed), validate.errors]).toEqual([true, null]);
  const { type, ...details } = JSON.parse(JSON.stringify(event));
  expect(parsed).toMatchObject({ event: type, ...details });
});

test('the expiration is also a number, which is never later than the time', () => {
  const [line = ''] = linesOf({ type: 'ListingRefused', ...SESSION });
  expect(JSON.parse(line)).toMatchObject({
    expiration: '2026-11-21T20:00:00.999Z',
    expirationEpochSeconds: Date.UTC(2026, 10, 21, 20) / 1000,
  });
});

test.each(['\n', '\r', '\r\n', '\0', '\u001b[2J', '\u007f', '\u0085', '\u2028', '"}\n{"event":"x'])(
  '%j in text from a caller does not break the line',
  (text) => {
    const [line, ...more] = linesOf({
      type: 'AccessDenied',
      ...REQUEST,
      caller: { issuer: text, subject: text, name: text },
      target: `s3://amzn-s3-demo-bucket/${text}*`,
    });
    expect(more).toEqual([]);
    const parsed = JSON.parse(line ?? '');
    expect(parsed).toMatchObject({ event: 'AccessDenied', caller: { subject: text } });
    expect(validate(parsed)).toBe(true);
  },
);

const OTHERS = {
  time: '2026-11-21T20:00:00.000Z',
  failure: { name: 'AccessDenied', message: 'no', httpStatus: 403, awsRequestId: 'aws-1' },
};

const LINES: readonly { readonly event: string; readonly [field: string]: unknown }[] = [
  ...EVENTS.map(({ type, ...details }) => ({
    time: OTHERS.time,
    event: type,
    ...JSON.parse(JSON.stringify(details)),
    ...('expiration' in details ? { expirationEpochSeconds: 1_795_291_200 } : {}),
  })),
  ...['RotationStepDone', 'RotationStepFailed'].map((event) => ({
    time: OTHERS.time,
    event,
    step: 'testSecret',
    versionId: 'version-1',
    ...(event === 'RotationStepFailed' ? { error: OTHERS.failure } : {}),
  })),
  {
    time: OTHERS.time,
    event: 'RequestFailed',
    requestId: 'request-1',
    code: 'UpstreamFailure',
    message: 'no',
    cause: { name: 'Error', cause: OTHERS.failure },
  },
  {
    time: OTHERS.time,
    event: 'BrokerAccessKeyRead',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    ageDays: 0.25,
  },
  { time: OTHERS.time, event: 'AccessKeyPrefetchFailed', error: OTHERS.failure },
  { time: OTHERS.time, event: 'AccessKeysDeleted', userName: 'broker' },
  {
    time: OTHERS.time,
    event: 'AccessKeyDeletionFailed',
    userName: 'broker',
    error: OTHERS.failure,
  },
];

const OPTIONAL = new Set(['AccessDenied/durationSeconds', 'RequestFailed/cause']);

test.each(LINES)('the schema requires exactly the fields of $event', (line) => {
  expect([validate(line), validate.errors]).toEqual([true, null]);
  expect(validate({ ...line, more: 'x' })).toBe(false);
  for (const field of Object.keys(line)) {
    const { [field]: _, ...rest } = line;
    expect([field, validate(rest)]).toEqual([field, OPTIONAL.has(`${line.event}/${field}`)]);
  }
});

test.each(LINES)('the schema refuses secrets and other claims in $event', (line) => {
  for (const field of ['caller', 'error', 'cause']) {
    if (typeof line[field] === 'object') {
      const secret = { ...line[field], secretAccessKey: 'x' };
      expect(validate({ ...line, [field]: secret })).toBe(false);
    }
  }
});
