import { formatAccessKey, parseAccessKey } from '../../../core/rotation/access-key.ts';

test('parseAccessKey returns what formatAccessKey wrote', () => {
  const key = { accessKeyId: 'AKIA1', secretAccessKey: 'a/b+c' };
  expect(parseAccessKey(formatAccessKey(key))).toEqual(key);
});

test('the secret holds no key before the first rotation', () => {
  expect(parseAccessKey('{}')).toBeUndefined();
});

test.each([
  ['', 'The secret is not JSON.'],
  ['hunter2', 'The secret is not JSON.'],
  ['null', 'The secret is not a JSON object.'],
  ['["hunter2"]', 'The secret is not a JSON object.'],
  ['"hunter2"', 'The secret is not a JSON object.'],
  ['{"accessKeyId":"hunter2"}', 'The secret holds no accessKeyId and secretAccessKey.'],
  [
    '{"accessKeyId":1,"secretAccessKey":"hunter2"}',
    'The secret holds no accessKeyId and secretAccessKey.',
  ],
])('%s is refused, and the message does not quote it', (text, message) => {
  expect(() => parseAccessKey(text)).toThrow(new Error(message));
});
