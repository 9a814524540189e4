import { renderAccessLog } from '../../src/api-gateway/access-log.ts';

test('variables are filled in, escaped as in JSON; an unknown one is -', () => {
  const format = '{"a":"$context.requestId","b":"$context.identity.userArn","c":"$context.noSuch"}';
  const line = renderAccessLog(format, { requestId: 'a"b\\c\n', 'identity.userArn': 'arn' });
  expect(JSON.parse(line)).toEqual({ a: 'a"b\\c\n', b: 'arn', c: '-' });
});

test('a variable called like a member of objects is unknown', () => {
  expect(renderAccessLog('$context.constructor', {})).toBe('-');
});

test('what a request brought cannot bring in another variable', () => {
  const line = renderAccessLog('$context.path $context.status', {
    path: '/$context.status',
    status: '200',
  });
  expect(line).toBe('/$context.status 200');
});
