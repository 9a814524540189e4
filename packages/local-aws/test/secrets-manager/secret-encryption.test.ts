import type { KmsKey } from '../../src/kms/kms-key.ts';
import { SecretsManagerFixture, user, versionId } from './secrets-manager-fixture.ts';

const SecretId = 'broker-key';
const DENIED = { __type: 'AccessDeniedException', message: 'Access to KMS is not allowed' };
let manager: SecretsManagerFixture;
let key: KmsKey;
let arn: string;

beforeEach(() => {
  manager = new SecretsManagerFixture();
  key = manager.kms.createKey();
  arn = manager.service.createSecret({ name: SecretId, secretString: '{}', kmsKeyId: key.arn });
});

const put = (letter: string, SecretString: string) => ({
  SecretId,
  SecretString,
  ClientRequestToken: versionId(letter),
});

/** The requests to KMS since the last call. */
function keyUses() {
  const asked = manager.asked.splice(0);
  return asked.filter(({ action }) => action.startsWith('kms:'));
}

test('KMS is asked on behalf of the caller, through Secrets Manager, for one version of one secret', async () => {
  const { VersionId } = await manager.ok('GetSecretValue', { SecretId });
  expect(keyUses()).toEqual([
    expect.objectContaining({
      principal: user,
      action: 'kms:Decrypt',
      resource: key.arn,
      viaAwsService: true,
      context: expect.objectContaining({
        'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com',
        'kms:EncryptionContext:SecretARN': arn,
        'kms:EncryptionContext:SecretVersionId': VersionId,
        'kms:EncryptionContextKeys': ['SecretARN', 'SecretVersionId'],
      }),
    }),
  ]);
});

test('a new value needs a data key, and a repeated value needs decryption', async () => {
  await manager.ok('PutSecretValue', put('a', 'one'));
  await manager.ok('PutSecretValue', put('a', 'one'));
  expect(keyUses()).toMatchObject([
    {
      action: 'kms:GenerateDataKey',
      context: { 'kms:EncryptionContext:SecretVersionId': versionId('a') },
    },
    {
      action: 'kms:Decrypt',
      context: { 'kms:EncryptionContext:SecretVersionId': versionId('a') },
    },
  ]);
});

test.each([
  ['kms:Decrypt', 'GetSecretValue', { SecretId }],
  ['kms:GenerateDataKey', 'PutSecretValue', put('a', 'one')],
])('without %s, %s fails and changes nothing', async (permission, action, parameters) => {
  manager.denied.add(permission);
  expect(await manager.call(action, parameters)).toEqual({ status: 400, body: DENIED });
  expect(Object.keys(await manager.holders(SecretId))).toEqual(['AWSCURRENT']);
});

test('actions that neither show nor change a value do not use the key', async () => {
  await manager.ok('DescribeSecret', { SecretId });
  await manager.ok('ListSecretVersionIds', { SecretId });
  expect(keyUses()).toEqual([]);
});

test('Secrets Manager’s own key needs no permission', async () => {
  manager.service.createSecret({ name: 'other', secretString: '{}' });
  await manager.ok('GetSecretValue', { SecretId: 'other' });
  await manager.ok('PutSecretValue', { ...put('a', 'one'), SecretId: 'other' });
  expect(keyUses()).toEqual([]);
  expect(await manager.ok('DescribeSecret', { SecretId: 'other' })).not.toHaveProperty('KmsKeyId');
});

test('another key also applies to the existing versions of a secret', async () => {
  const other = manager.kms.createKey();
  manager.service.updateSecret({
    secretId: arn,
    description: undefined,
    secretString: undefined,
    kmsKeyId: other.keyId,
  });
  await manager.ok('GetSecretValue', { SecretId });
  expect(keyUses()).toMatchObject([{ resource: other.arn }]);
  expect(await manager.ok('DescribeSecret', { SecretId })).toMatchObject({ KmsKeyId: other.arn });
});

test('a secret is not created with a key that does not exist', () => {
  const kmsKeyId = key.arn.replace(key.keyId, versionId('0'));
  expect(() => manager.service.createSecret({ name: 'other', kmsKeyId })).toThrow(
    expect.objectContaining({ code: 'EncryptionFailure' }),
  );
  expect(() =>
    manager.service.putResourcePolicy('other', { version: '2012-10-17', statements: [] }),
  ).toThrow(expect.objectContaining({ code: 'ResourceNotFoundException' }));
});
