import { kmsStatement } from '../../core/kms-key.ts';
import { KMS_KEY } from './fixtures.ts';

const THROUGH_S3 = { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } };

describe('kmsStatement', () => {
  test('lets a reader decrypt, through S3 alone', () => {
    expect(kmsStatement(KMS_KEY, 'READ')).toEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: KMS_KEY,
      Condition: THROUGH_S3,
    });
  });

  test.each(['WRITE', 'READWRITE'] as const)('lets %s encrypt too', (permission) => {
    expect(kmsStatement([KMS_KEY], permission)).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: [KMS_KEY],
      Condition: THROUGH_S3,
    });
  });
});
