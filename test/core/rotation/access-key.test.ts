import { formatAccessKey, parseAccessKey } from '../../../core/rotation/access-key.ts';

test('what was written is what is read', () => {
  const key = { accessKeyId: 'AKIA1', secretAccessKey: 'a/b+c' };
  expect(parseAccessKey(formatAccessKey(key))).toEqual(key);
});

test('the secret before the first rotation holds no key', () => {
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
])('%s is refused without being shown', (text, message) => {
  expect(() => parseAccessKey(text)).toThrow(new Error(message));
});
