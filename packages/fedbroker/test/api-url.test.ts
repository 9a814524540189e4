import { parseApiUrl, regionOf } from '../src/api-url.ts';

test.each([
  ['https://broker.example.com', 'https://broker.example.com'],
  ['https://broker.example.com/prod/', 'https://broker.example.com/prod'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://localhost:8787/', 'http://localhost:8787'],
  ['http://[::1]:8787', 'http://[::1]:8787'],
])('%s is where the API is', (text, url) => {
  expect(parseApiUrl(text)).toBe(url);
});

test.each([
  [undefined, 'Set FEDBROKER_URL'],
  ['', 'Set FEDBROKER_URL'],
  ['broker.example.com', 'must be https://'],
  ['http://broker.example.com', 'must be https://'],
  ['http://127.0.0.1.example.com', 'must be https://'],
  ['http://localhost.example.com', 'must be https://'],
  ['file:///etc/passwd', 'must be https://'],
  ['https://user:secret@broker.example.com', 'must have no user, password'],
  ['https://broker.example.com/?target=x', 'must have no user, password, query'],
])('%j is refused, and not repeated', (text, message) => {
  expect(() => parseApiUrl(text)).toThrow(message);
  expect(() => parseApiUrl(text)).not.toThrow('secret');
});

test.each([
  ['https://abcde12345.execute-api.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['https://abcde12345.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['https://abcde12345.execute-api.eu-west-1.amazonaws.com.example.com', undefined],
  ['https://broker.example.com', undefined],
])('%s tells the region %j', (url, region) => {
  expect(regionOf(url)).toBe(region);
});
