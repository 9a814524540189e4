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
])('%s is asked for as %s, its keys begin with %j', (text, asked, prefix) => {
  const target = parseTarget(text);
  expect([formatTarget(target), prefixOf(target)]).toEqual([asked, prefix]);
});

test.each(['', 'amzn-s3-demo-bucket', 's3:///team-a/*', 'https://amzn-s3-demo-bucket', 'S3://b'])(
  '%j is no target',
  (text) => {
    expect(() => parseTarget(text)).toThrow('a TARGET is s3://BUCKET/PREFIX/*');
  },
);
