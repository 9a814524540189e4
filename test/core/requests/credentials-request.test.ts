import { parseCredentialsRequest } from '../../../core/requests/credentials-request.ts';
import cases from '../../cases/credentials-queries.json' with { type: 'json' };
import { brokerErrorOf } from '../fixtures.ts';

const QUERY = 'target=s3://amzn-s3-demo-bucket/team-a/*&permission=READ';
const target = { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/' };

describe('parseCredentialsRequest', () => {
  test('parses the shortest request', () => {
    expect(parseCredentialsRequest(QUERY)).toEqual({ accesses: [{ target, permission: 'READ' }] });
  });

  test.each([900, 129600])('parses every parameter, with %d seconds', (durationSeconds) => {
    const query = `name=User1&duration-seconds=${durationSeconds}&${QUERY}`;
    expect(parseCredentialsRequest(query)).toEqual({
      accesses: [{ target, permission: 'READ' }],
      durationSeconds,
      name: 'User1',
    });
  });

  test.each(['LIST', 'READ', 'WRITE', 'READWRITE'])('accepts %s', (permission) => {
    const query = `target=s3://amzn-s3-demo-bucket/*&permission=${permission}`;
    expect(parseCredentialsRequest(query).accesses).toMatchObject([{ permission }]);
  });

  // botocore sends the query unchanged, and the JavaScript SDK percent-encodes it.
  test.each([
    's3://amzn-s3-demo-bucket/a b/*',
    's3://amzn-s3-demo-bucket/a+b/*',
    's3://amzn-s3-demo-bucket/a%20b&c=d/report.csv',
  ])('parses the target %s in each encoding', (text) => {
    const kind = text.endsWith('*') ? 'prefix' : 'object';
    const path = text.slice('s3://amzn-s3-demo-bucket/'.length).replace('*', '');
    const expected = {
      kind,
      bucket: 'amzn-s3-demo-bucket',
      ...(kind === 'prefix' ? { prefix: path } : { objectKey: path }),
    };
    for (const query of [
      `target=${encodeURIComponent(text)}&permission=READ`,
      `${new URLSearchParams({ target: text, permission: 'READ' })}`,
    ]) {
      expect(parseCredentialsRequest(query).accesses).toMatchObject([{ target: expected }]);
    }
  });

  const other = { kind: 'object', bucket: 'amzn-s3-demo-bucket', objectKey: 'b.csv' };
  const first = 's3://amzn-s3-demo-bucket/team-a/*';
  const second = 's3://amzn-s3-demo-bucket/b.csv';

  // SDKs may sort parameters by name, and keep the order of the values of one name.
  test.each([
    `target=${first}&permission=READ&target=${second}&permission=WRITE`,
    `permission=READ&permission=WRITE&target=${first}&target=${second}`,
  ])('gives the first permission to the first target in %s', (query) => {
    expect(parseCredentialsRequest(query)).toEqual({
      accesses: [
        { target, permission: 'READ' },
        { target: other, permission: 'WRITE' },
      ],
    });
  });

  test.each(cases)('refuses $name and names $field', ({ query, field }) => {
    const error = brokerErrorOf(() => parseCredentialsRequest(query));
    expect(error.code).toBe('InvalidRequest');
    expect(error.message.split(': ')[0]).toBe(field);
  });

  test.each(['899', '129601', '1e3', '0900', '9999999999'])(
    'refuses %s seconds and names the limits',
    (seconds) => {
      const error = brokerErrorOf(() =>
        parseCredentialsRequest(`${QUERY}&duration-seconds=${seconds}`),
      );
      expect(error.message).toMatch(/^duration-seconds: .* from 900 to 129600, was "?\w+"?\.$/);
    },
  );

  test('reports all problems at once', () => {
    const query = 'target=%&permission=ALL&duration-seconds=1&name=U&x=1';
    const error = brokerErrorOf(() => parseCredentialsRequest(query));
    expect(error.message.split('; ').map((problem) => problem.split(': ')[0])).toEqual([
      'target',
      'x',
      'target',
      'permission',
      'duration-seconds',
      'name',
    ]);
  });
});
