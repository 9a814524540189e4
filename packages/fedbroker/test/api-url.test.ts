import { parseApiUrl, regionOf } from '../src/api-url.ts';

test.each([
  ['https://broker.example.com', 'https://broker.example.com'],
  ['https://broker.example.com/prod/', 'https://broker.example.com/prod'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://localhost:8787/', 'http://localhost:8787'],
  ['http://[::1]:8787', 'http://[::1]:8787'],
])('the API URL may be %s', (text, url) => {
  expect(parseApiUrl(text)).toBe(url);
});

test.each([
  [undefined, 'Set FEDBROKER_URL'],
  ['', 'Set FEDBROKER_URL'],
  ['broker.example.com', 'must begin with https://'],
  ['http://broker.example.com', 'must begin with https://'],
  ['http://127.0.0.1.example.com', 'must begin with https://'],
  ['http://localhost.example.com', 'must begin with https://'],
  ['file:///etc/passwd', 'must begin with https://'],
  ['https://user:secret@broker.example.com', 'must not contain a user, a password'],
  ['https://broker.example.com/?target=x', 'must not contain a user, a password, a query'],
])('%j is refused as the URL of the API, and the message does not quote it', (text, message) => {
  expect(() => parseApiUrl(text)).toThrow(message);
  expect(() => parseApiUrl(text)).not.toThrow('secret');
});

test.each([
  ['https://abcde12345.execute-api.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['https://abcde12345.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['https://abcde12345.execute-api.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ['https://abcde12345.execute-api.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
  ['https://abcde12345.execute-api.eu-west-1.amazonaws.com.example.com', undefined],
  ['https://abcde12345.execute-api.eu-west-1.example.com', undefined],
  ['https://broker.example.com', undefined],
])('the host of %s shows the region %j', (url, region) => {
  expect(regionOf(url)).toBe(region);
});
