import { parseTokenRequest } from '../../../core/requests/token-request.ts';
import cases from '../../cases/token-requests.json' with { type: 'json' };
import { brokerErrorOf } from '../fixtures.ts';

const BODY = { Target: 's3://amzn-s3-demo-bucket/team-a/*', Permission: 'READ' };
const target = { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/' };

describe('parseTokenRequest', () => {
  test('parses the shortest request', () => {
    expect(parseTokenRequest(BODY)).toStrictEqual({
      session: { accesses: [{ target, permission: 'READ' }] },
      dryRun: false,
    });
  });

  test.each([900, 129600])('parses every field, with %d seconds', (DurationSeconds) => {
    const body = { ...BODY, DurationSeconds, Name: 'User1', DryRun: true };
    expect(parseTokenRequest(body)).toStrictEqual({
      session: {
        accesses: [{ target, permission: 'READ' }],
        durationSeconds: DurationSeconds,
        name: 'User1',
      },
      dryRun: true,
    });
  });

  test.each(['Ab', 'u'.repeat(32), 'a_Z9+,.@-'])('accepts the name %s', (Name) => {
    expect(parseTokenRequest({ ...BODY, Name }).session.name).toBe(Name);
  });

  test('parses up to 10 accesses in their order', () => {
    const permissions = ['READ', 'LIST', ...Array.from({ length: 8 }, () => 'WRITE')];
    const Accesses = permissions.map((Permission) => ({ ...BODY, Permission }));
    expect(parseTokenRequest({ Accesses, Name: 'User1', DryRun: true })).toStrictEqual({
      session: {
        accesses: permissions.map((permission) => ({ target, permission })),
        name: 'User1',
      },
      dryRun: true,
    });
  });

  test.each([
    { ...BODY, Accesses: [BODY] },
    { Target: BODY.Target, Accesses: [BODY] },
    { Permission: 'READ', Accesses: [BODY] },
  ])('refuses both forms together: %j', (body) => {
    expect(brokerErrorOf(() => parseTokenRequest(body)).message).toBe(
      'Accesses: cannot be together with Target and Permission: write each access in Accesses.',
    );
  });

  test("parses a policy of the caller's own, and the accesses that it needs", () => {
    const statement = {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::amzn-s3-demo-bucket',
    };
    const whole = { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: '' };
    const body = { Policy: { Statement: statement }, DurationSeconds: 900, DryRun: true };
    expect(parseTokenRequest(body)).toStrictEqual({
      session: {
        accesses: [{ target: whole, permission: 'LIST', statements: [0] }],
        ownPolicy: [{ statement: 0, action: 's3:ListBucket', partition: 'aws', target: whole }],
        durationSeconds: 900,
      },
      dryRun: true,
    });
  });

  test.each(cases)('refuses $name and names $field', ({ body, field }) => {
    const error = brokerErrorOf(() => parseTokenRequest(body));
    expect(error.code).toBe('InvalidRequest');
    expect(error.message.split('; ').map((problem) => problem.split(': ')[0])).toContain(field);
  });

  test('reports all problems at once', () => {
    const error = brokerErrorOf(() => parseTokenRequest({ Permission: 'ALL', DurationSeconds: 1 }));
    expect(error.message).toBe(
      'Target: must be s3://BUCKET/*, s3://BUCKET/PREFIX/* or s3://BUCKET/OBJECT-KEY, was missing; ' +
        'Permission: must be one of LIST, READ, UPLOAD, WRITE, READWRITE, was "ALL"; ' +
        'DurationSeconds: must be a whole number of seconds from 900 to 129600, was 1.',
    );
  });

  test('limits the length of the message', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => [`${'x'.repeat(1000)}${index}`, 1]);
    const { message } = brokerErrorOf(() => parseTokenRequest(Object.fromEntries(names)));
    expect(message.length).toBeLessThan(2000);
    expect(message).toMatch(/; and 9992 more problems\.$/);
  });
});
