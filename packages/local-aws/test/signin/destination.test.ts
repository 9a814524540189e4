import { consolePage } from '../../src/signin/destination.ts';

test.each([
  ['aws', 'https://console.aws.amazon.com/'],
  ['aws', 'https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1#a'],
  ['aws-cn', 'https://console.amazonaws.cn/s3/'],
  ['aws-us-gov', 'https://console.amazonaws-us-gov.com/s3/'],
])('the partition %s has the console page %s', (partition, url) => {
  expect(consolePage(url, partition)).toBe(url);
});

test.each([
  ['aws', undefined],
  ['aws', ''],
  ['aws', '/s3/home'],
  ['aws', 'http://console.aws.amazon.com/'],
  ['aws', 'https://example.com/'],
  ['aws', 'https://example-console.aws.amazon.com/'],
  ['aws', 'https://console.aws.amazon.com.example.com/'],
  ['aws', 'https://console.aws.amazon.com@example.com/'],
  ['aws', 'https://console.aws.amazon.com:8443/'],
  ['aws', 'https://console.amazonaws.cn/'],
  ['aws-cn', 'https://console.aws.amazon.com/'],
])('the partition %s does not have the console page %s', (partition, url) => {
  expect(() => consolePage(url, partition)).toThrow('Destination must be an https URL of');
});

test('an undocumented console is refused, and the message names its partition', () => {
  expect(() => consolePage('https://console.aws.amazon.com/', 'aws-iso')).toThrow('aws-iso');
});
