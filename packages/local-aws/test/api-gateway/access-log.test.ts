import { renderAccessLog } from '../../src/api-gateway/access-log.ts';

test('variables are replaced by values that are escaped as in JSON, unknown variables by -', () => {
  const format = '{"a":"$context.requestId","b":"$context.identity.userArn","c":"$context.noSuch"}';
  const line = renderAccessLog(format, { requestId: 'a"b\\c\n', 'identity.userArn': 'arn' });
  expect(JSON.parse(line)).toEqual({ a: 'a"b\\c\n', b: 'arn', c: '-' });
});

test('a variable with the name of an object property is unknown', () => {
  expect(renderAccessLog('$context.constructor', {})).toBe('-');
});

test('a value that contains a variable is not expanded again', () => {
  const line = renderAccessLog('$context.path $context.status', {
    path: '/$context.status',
    status: '200',
  });
  expect(line).toBe('/$context.status 200');
});
