import { kmsKeyParser, kmsStatement } from '../../../core/aws/kms-key.ts';
import { parse } from '../../../core/parser.ts';
import { KMS_KEY } from '../fixtures.ts';

const THROUGH_S3 = { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } };

describe('kmsKeyParser', () => {
  test('accepts the ARN of a key', () => {
    expect(parse(kmsKeyParser, KMS_KEY)).toBe(KMS_KEY);
  });

  test.each([
    ['text before it', `x${KMS_KEY}`],
    ['text after it', `${KMS_KEY}x`],
    ['a region of one letter', KMS_KEY.replace(/kms:[a-z]+-/, 'kms:e-')],
    ['an alias', KMS_KEY.replace(/key\/.*/, 'alias/team-a')],
  ])('refuses an ARN with %s', (_, text) => {
    expect(() => parse(kmsKeyParser, text)).toThrow(
      'must be the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID, was',
    );
  });
});

describe('kmsStatement', () => {
  test('accepts both domain names that S3 may have in China', () => {
    const key = KMS_KEY.replace('arn:aws:', 'arn:aws-cn:');
    expect(kmsStatement([KMS_KEY, key], 'READ').Condition).toEqual({
      StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com', 's3.*.amazonaws.com.cn'] },
    });
  });

  test('lets READ decrypt, but only through S3', () => {
    expect(kmsStatement(KMS_KEY, 'READ')).toEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: KMS_KEY,
      Condition: THROUGH_S3,
    });
  });

  test.each(['UPLOAD', 'WRITE', 'READWRITE'] as const)('lets %s encrypt, too', (permission) => {
    expect(kmsStatement([KMS_KEY], permission)).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: [KMS_KEY],
      Condition: THROUGH_S3,
    });
  });
});
