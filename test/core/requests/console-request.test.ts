import { parseConsoleRequest } from '../../../core/requests/console-request.ts';
import cases from '../../cases/console-queries.json' with { type: 'json' };
import { brokerErrorOf } from '../fixtures.ts';

const TARGET = 'target=s3://amzn-s3-demo-bucket/team-a/*';
const target = { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/' };

describe('parseConsoleRequest', () => {
  test('asks for READ in the console by default', () => {
    expect(parseConsoleRequest(TARGET)).toEqual({ target, permission: 'READ', console: true });
  });

  test.each(['LIST', 'READ', 'READWRITE'])('parses every parameter, with %s', (permission) => {
    const query = `permission=${permission}&name=User1&${TARGET}`;
    expect(parseConsoleRequest(query)).toEqual({
      target,
      permission,
      name: 'User1',
      console: true,
    });
  });

  test('accepts a whole bucket', () => {
    expect(parseConsoleRequest('target=s3%3A%2F%2Famzn-s3-demo-bucket%2F%2A').target).toEqual({
      kind: 'prefix',
      bucket: 'amzn-s3-demo-bucket',
      prefix: '',
    });
  });

  test.each(cases)('refuses $name and names $field', ({ query, field }) => {
    const error = brokerErrorOf(() => parseConsoleRequest(query));
    expect(error.code).toBe('InvalidRequest');
    expect(error.message.split(': ')[0]).toBe(field);
  });
});
