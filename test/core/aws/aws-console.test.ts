import { awsConsole, consoleUrl } from '../../../core/aws/aws-console.ts';
import { brokerErrorOf } from '../fixtures.ts';
import { parseTarget } from './parse-target.ts';

describe('awsConsole', () => {
  test.each([
    ['aws', 'signin.aws.amazon.com', 'console.aws.amazon.com'],
    ['aws-cn', 'signin.amazonaws.cn', 'console.amazonaws.cn'],
    ['aws-us-gov', 'signin.amazonaws-us-gov.com', 'console.amazonaws-us-gov.com'],
  ])('in the partition %s, the hosts are %s and %s', (partition, signinHost, consoleHost) => {
    expect(awsConsole(partition)).toEqual({ signinHost, consoleHost });
  });

  test.each(['aws-iso', 'aws-eusc', 'AWS', '', 'constructor'])(
    'throws for the unknown partition %p instead of guessing hosts',
    (partition) => {
      expect(brokerErrorOf(() => awsConsole(partition))).toMatchObject({
        code: 'InvalidRequest',
        message: 'Sign-in links exist only in the partitions aws, aws-cn, aws-us-gov.',
      });
    },
  );
});

describe('consoleUrl', () => {
  const urlOf = (path: string, partition = 'aws') =>
    consoleUrl(awsConsole(partition), parseTarget(`s3://amzn-s3-demo-bucket/${path}`));

  test('shows the folder in the console of the partition', () => {
    expect(urlOf('team-a/*')).toBe(
      'https://console.aws.amazon.com/s3/buckets/amzn-s3-demo-bucket?prefix=team-a%2F',
    );
    expect(urlOf('team-a/*', 'aws-cn')).toMatch(/^https:\/\/console\.amazonaws\.cn\/s3\//);
  });

  test('shows the whole bucket', () => {
    expect(urlOf('*')).toBe(
      'https://console.aws.amazon.com/s3/buckets/amzn-s3-demo-bucket?prefix=',
    );
  });

  test.each(['a b/', 'a+b/', 'a&prefix=b/', 'a#b/', 'a?b=c/', '100%/', 'a%2Fb/', '\u00e9\u00ff/'])(
    'has the prefix %s and no other parameter',
    (prefix) => {
      const url = new URL(urlOf(`${prefix}*`));
      expect([...url.searchParams]).toEqual([['prefix', prefix]]);
      expect([url.host, url.hash]).toEqual(['console.aws.amazon.com', '']);
    },
  );

  test('encodes a space as %20, which cannot be confused with a plus sign', () => {
    expect(urlOf('a b/*')).toMatch(/\?prefix=a%20b%2F$/);
  });
});
