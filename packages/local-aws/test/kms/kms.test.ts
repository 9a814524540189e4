import { Kms, type NewKey } from '../../src/kms/kms.ts';
import { ACCOUNT, TrustCore } from '../endpoint/trust-core.ts';

const ELSEWHERE = '444455556666';
const ROOT = { AWS: 'arn:aws:iam::111122223333:root' };
const ADA = { AWS: 'arn:aws:iam::111122223333:user/Ada' };
const MAY_DECRYPT = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
const OBJECT_ARN = 'arn:aws:s3:::amzn-s3-demo-bucket/key';
const of = (statement: object) => ({ Version: '2012-10-17', Statement: statement });

function attempt(statements: readonly object[], newKey: NewKey) {
  const core = new TrustCore();
  const kms = new Kms(ACCOUNT, core.authorizer);
  const { credentials } = core.createUser('Ada', ...statements);
  const caller = core.credentials.find(credentials.accessKeyId)?.principal;
  if (caller?.kind !== 'user') {
    throw new Error('The access key is unknown.');
  }
  const encryptionContext = { 'aws:s3:arn': OBJECT_ARN };
  const key = kms.createKey(newKey);
  const use = { caller, action: 'kms:Decrypt', key, service: 's3', encryptionContext } as const;
  return () => kms.authorizeUse(use);
}

test('a key is found by ARN, and by id only in its own account', () => {
  const kms = new Kms(ACCOUNT, new TrustCore().authorizer);
  const key = kms.createKey();
  const other = kms.createKey({ accountId: ELSEWHERE });
  expect(key.arn).toBe(`arn:aws:kms:us-east-1:111122223333:key/${key.keyId}`);
  expect(other.arn).toBe(`arn:aws:kms:us-east-1:${ELSEWHERE}:key/${other.keyId}`);
  expect(kms.find(key.arn, ELSEWHERE)).toBe(key);
  expect(kms.find(key.keyId, ACCOUNT.accountId)).toBe(key);
  expect(kms.find(key.keyId, ELSEWHERE)).toBeUndefined();
  expect(kms.find(other.keyId, ACCOUNT.accountId)).toBeUndefined();
});

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
describe('the key policy decides whether IAM policies count', () => {
  const NO_KEY_POLICY = 'no resource-based policy allows the kms:Decrypt action';
  const NO_IDENTITY = 'no identity-based policy allows the kms:Decrypt action';
  const nobody = of({ ...MAY_DECRYPT, Action: 'kms:Encrypt', Principal: ROOT });
  const root = of({ ...MAY_DECRYPT, Principal: ROOT });
  const ada = of({ ...MAY_DECRYPT, Principal: ADA });
  const denied = of({ ...MAY_DECRYPT, Effect: 'Deny', Principal: ADA });

  test.each<[string, NewKey, identity: object[], refused: string | undefined]>([
    ['the default policy and an IAM policy', {}, [MAY_DECRYPT], undefined],
    ['only the default policy', {}, [], NO_IDENTITY],
    ['the account and an IAM policy', { policy: root }, [MAY_DECRYPT], undefined],
    ['only an IAM policy', { policy: nobody }, [MAY_DECRYPT], NO_KEY_POLICY],
    ['only the user in the key policy', { policy: ada }, [], undefined],
    ['a key policy that denies', { policy: denied }, [MAY_DECRYPT], 'explicit deny in a resource'],
    [
      'another account’s key policy and an IAM policy',
      { policy: root, accountId: ELSEWHERE },
      [MAY_DECRYPT],
      undefined,
    ],
    ['only another account’s key policy', { policy: ada, accountId: ELSEWHERE }, [], NO_IDENTITY],
    [
      'only an IAM policy for another account’s key',
      { accountId: ELSEWHERE },
      [MAY_DECRYPT],
      NO_KEY_POLICY,
    ],
  ])('%s', (_name, newKey, identity, refused) => {
    const use = attempt(identity, newKey);
    if (refused === undefined) {
      expect(use).not.toThrow();
    } else {
      expect(use).toThrow(refused);
    }
  });
});

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
describe('condition keys', () => {
  test.each([
    ['StringEquals', 'kms:ViaService', 's3.us-east-1.amazonaws.com'],
    ['StringEquals', 'kms:CallerAccount', '111122223333'],
    ['StringEquals', 'kms:EncryptionContext:aws:s3:arn', OBJECT_ARN],
    ['ForAllValues:StringEquals', 'kms:EncryptionContextKeys', 'aws:s3:arn'],
    ['Bool', 'aws:ViaAWSService', 'true'],
    ['StringEquals', 'aws:ResourceAccount', '111122223333'],
    ['Null', 'aws:SourceIp', 'true'],
  ])('%s %s %s', (operator, key, value) => {
    const when = (Condition: object) => attempt([{ ...MAY_DECRYPT, Condition }], {});
    const other = value === 'true' ? 'false' : 'other';
    expect(when({ [operator]: { [key]: value } })).not.toThrow();
    expect(when({ [operator]: { [key]: other } })).toThrow('no identity-based policy');
  });

  test('kms:ViaService has the same suffix in every partition', () => {
    const asked: unknown[] = [];
    const china = { partition: 'aws-cn', accountId: '111122223333', region: 'cn-north-1' };
    const kms = new Kms(china, { authorize: (request) => asked.push(request) });
    const caller = {
      kind: 'user',
      accountId: '111122223333',
      userName: 'Ada',
      arn: 'arn:aws-cn:iam::111122223333:user/Ada',
      userId: 'AIDAEXAMPLE',
      accessKeyId: 'AKIAEXAMPLE',
    } as const;
    const use = { caller, key: kms.createKey(), service: 's3', encryptionContext: {} };
    kms.authorizeUse({ ...use, action: 'kms:GenerateDataKey' });
    expect(asked).toMatchObject([
      {
        resource: expect.stringMatching(/^arn:aws-cn:kms:cn-north-1:111122223333:key\//),
        context: { 'kms:ViaService': 's3.cn-north-1.amazonaws.com' },
      },
    ]);
  });
});
