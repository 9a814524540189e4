import { formatTarget, parseTarget, prefixOf } from '../src/target.ts';

test.each([
  ['s3://amzn-s3-demo-bucket/team-a/*', 's3://amzn-s3-demo-bucket/team-a/*', 'team-a/'],
  ['s3://amzn-s3-demo-bucket/team-a/', 's3://amzn-s3-demo-bucket/team-a/*', 'team-a/'],
  ['s3://amzn-s3-demo-bucket', 's3://amzn-s3-demo-bucket/*', ''],
  ['s3://amzn-s3-demo-bucket/', 's3://amzn-s3-demo-bucket/*', ''],
  [
    's3://amzn-s3-demo-bucket/team-a/r.csv',
    's3://amzn-s3-demo-bucket/team-a/r.csv',
    'team-a/r.csv',
  ],
])('%s is sent as %s, and its keys begin with %j', (text, sent, prefix) => {
  const target = parseTarget(text);
  expect([formatTarget(target), prefixOf(target)]).toEqual([sent, prefix]);
});

test.each(['', 'amzn-s3-demo-bucket', 's3:///team-a/*', 'https://amzn-s3-demo-bucket', 'S3://b'])(
  '%j is not a target',
  (text) => {
    expect(() => parseTarget(text)).toThrow('TARGET must be like s3://BUCKET/PREFIX/');
  },
);
