import { isBucketName } from '../../../core/aws/target.ts';
import { StandIns } from '../../../tools/local/stand-ins.ts';

const ACCOUNT = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };

const LONG_ID = `${'DataPipeline'.repeat(8)}1A2B3C4D`;

const template = {
  Resources: { [LONG_ID]: { Type: 'AWS::IAM::Role' } },
  Parameters: {
    BucketName: { Type: 'String', Default: 'amzn-s3-demo-bucket' },
    OtherBucketName: { Type: 'String' },
    SsmBucketName: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/data/bucket' },
  },
};

function standInOf(id: string, attribute?: string): string {
  const reference = attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
  const filled = new StandIns(ACCOUNT, []).fill(reference, { template, kept: new Set() });
  return String(filled);
}

test('a parameter of the template has its default in a local run', () => {
  expect(standInOf('BucketName')).toBe('amzn-s3-demo-bucket');
});

test.each(['OtherBucketName', 'SsmBucketName'])(
  'a name that nobody knows before the deployment can be the name of a bucket in a local run: %s',
  (id) => {
    expect(isBucketName(standInOf(id))).toBe(true);
  },
);

test('names from another Region are different names of buckets in a local run', () => {
  const [one, other] = ['Raw1A2B3C4D', 'Raw5E6F7A8B'].map((name) =>
    standInOf('ExportsReader8B249524', `/cdk/exports/Storage/Datauseast1Ref${name}`),
  );
  expect([one, other].map((name) => isBucketName(name ?? ''))).toEqual([true, true]);
  expect(one).not.toBe(other);
});

test('a role with a long logical id has a name that IAM allows, and that ends with the hash of the id', () => {
  const name = standInOf(LONG_ID);
  expect(name).toHaveLength(64);
  expect(LONG_ID.endsWith(name)).toBe(true);
});
