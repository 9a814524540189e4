import {
  account,
  FUNCTION_ARN,
  SecretsManagerFixture,
  user,
  versionId,
} from './secrets-manager-fixture.ts';

const SECRET_VALUE = 'hunter2-never-to-be-shown';
const policy = { version: '2012-10-17', statements: [] } as const;
let manager: SecretsManagerFixture;
let arn: string;

beforeEach(() => {
  manager = new SecretsManagerFixture();
  arn = manager.service.createSecret({
    name: 'broker/key',
    description: 'the key',
    secretString: SECRET_VALUE,
  });
});

test('an ARN ends with six random characters and finds the secret like its name', async () => {
  expect(arn).toMatch(
    /^arn:aws:secretsmanager:eu-central-1:111122223333:secret:broker\/key-[A-Za-z0-9]{6}$/,
  );
  for (const SecretId of [arn, arn.slice(0, -7), 'broker/key']) {
    const answer = await manager.ok('GetSecretValue', { SecretId });
    expect(answer).toEqual({
      ARN: arn,
      Name: 'broker/key',
      SecretString: SECRET_VALUE,
      VersionId: expect.any(String),
      VersionStages: ['AWSCURRENT'],
      CreatedDate: manager.now.getTime() / 1000,
    });
  }
  for (const SecretId of ['broker', `${arn.slice(0, -1)}!`, arn.replace(account.region, 'x')]) {
    expect(await manager.codeOf('GetSecretValue', { SecretId })).toBe('ResourceNotFoundException');
  }
});

test('DescribeSecret shows everything but the value', async () => {
  const described = await manager.ok('DescribeSecret', { SecretId: arn });
  expect(described).toEqual({
    ARN: arn,
    Name: 'broker/key',
    Description: 'the key',
    RotationEnabled: false,
    CreatedDate: manager.now.getTime() / 1000,
    LastChangedDate: manager.now.getTime() / 1000,
    VersionIdsToStages: { [(await manager.holders(arn)).AWSCURRENT ?? '']: ['AWSCURRENT'] },
  });
});

test('a binary value is returned as binary', async () => {
  const SecretBinary = Buffer.from([0, 255]).toString('base64');
  const put = { SecretId: arn, ClientRequestToken: versionId('a'), SecretBinary };
  expect(await manager.ok('PutSecretValue', put)).toEqual({
    ARN: arn,
    Name: 'broker/key',
    VersionId: versionId('a'),
    VersionStages: ['AWSCURRENT'],
  });
  const got = await manager.ok('GetSecretValue', { SecretId: arn });
  expect(got.SecretBinary).toBe(SecretBinary);
  expect(got).not.toHaveProperty('SecretString');
});

test('versions without a label are listed only as deprecated, and can still be read by id', async () => {
  for (const letter of ['a', 'b', 'c']) {
    await manager.ok('PutSecretValue', {
      SecretId: arn,
      ClientRequestToken: versionId(letter),
      SecretString: letter,
    });
  }
  const list = async (more: object) => {
    const { Versions } = await manager.ok('ListSecretVersionIds', { SecretId: arn, ...more });
    return (Versions as { VersionId: string }[]).map(({ VersionId }) => VersionId);
  };
  expect(await list({})).toEqual([versionId('b'), versionId('c')]);
  expect(await list({ IncludeDeprecated: true })).toHaveLength(4);
  const old = await manager.ok('GetSecretValue', { SecretId: arn, VersionId: versionId('a') });
  expect(old).toMatchObject({ SecretString: 'a', VersionStages: [] });
});

test('the error of GetSecretValue names what was not found', async () => {
  expect((await manager.call('GetSecretValue', { SecretId: 'no' })).body).toEqual({
    __type: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
  const label = { SecretId: arn, VersionStage: 'AWSPENDING' };
  expect((await manager.call('GetSecretValue', label)).body.message).toBe(
    "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  );
  const id = { SecretId: arn, VersionId: versionId('z') };
  expect((await manager.call('GetSecretValue', id)).body.message).toBe(
    `Secrets Manager can't find the specified secret value for VersionId: ${versionId('z')}`,
  );
});

test('a version id and a label that do not belong together are refused', async () => {
  const { AWSCURRENT: VersionId } = await manager.holders(arn);
  const both = { SecretId: arn, VersionId };
  await manager.ok('GetSecretValue', { ...both, VersionStage: 'AWSCURRENT' });
  expect(await manager.codeOf('GetSecretValue', { ...both, VersionStage: 'AWSPREVIOUS' })).toBe(
    'InvalidRequestException',
  );
});

test.each([
  ['GetSecretValue', {}],
  ['GetSecretValue', { SecretId: 7 }],
  ['GetSecretValue', { SecretId: 'broker/key', VersionId: 'short' }],
  ['GetSecretValue', { SecretId: 'broker/key', VersionStage: '' }],
  ['GetSecretValue', { SecretId: 'broker/key', Unknown: 1 }],
  ['PutSecretValue', { SecretString: 'x' }],
  ['PutSecretValue', { SecretString: 'x', ClientRequestToken: 'x'.repeat(31) }],
  ['PutSecretValue', { SecretString: 'x', ClientRequestToken: 'x'.repeat(65) }],
  [
    'PutSecretValue',
    { SecretString: 'x', SecretBinary: 'eA==', ClientRequestToken: versionId('a') },
  ],
  ['PutSecretValue', { SecretString: '', ClientRequestToken: versionId('a') }],
  ['PutSecretValue', { SecretString: 'ü'.repeat(32_769), ClientRequestToken: versionId('a') }],
  ['PutSecretValue', { SecretString: 'x', VersionStages: [], ClientRequestToken: versionId('a') }],
  ['PutSecretValue', { SecretString: 'x', VersionStages: [1], ClientRequestToken: versionId('a') }],
  ['PutSecretValue', { SecretString: 'x', RotationToken: 'x', ClientRequestToken: versionId('a') }],
  ['UpdateSecretVersionStage', { MoveToVersionId: versionId('a') }],
  ['RotateSecret', { RotationLambdaARN: FUNCTION_ARN, ClientRequestToken: versionId('a') }],
  ['ListSecretVersionIds', { IncludeDeprecated: 'yes' }],
])('%s refuses %j as InvalidParameterException', async (action, parameters) => {
  const given = action === 'GetSecretValue' ? parameters : { SecretId: arn, ...parameters };
  const { status, body } = await manager.call(action, given);
  expect([status, body.__type]).toEqual([400, 'InvalidParameterException']);
});

test('a value of 65,536 bytes is accepted', async () => {
  const SecretString = 'ü'.repeat(32_768);
  await manager.ok('PutSecretValue', {
    SecretId: arn,
    ClientRequestToken: versionId('a'),
    SecretString,
  });
});

test('PutSecretValue without a value is InvalidRequestException', async () => {
  const put = { SecretId: arn, ClientRequestToken: versionId('a') };
  expect(await manager.codeOf('PutSecretValue', put)).toBe('InvalidRequestException');
});

test.each([['CreateSecret'], ['BatchGetSecretValue'], ['DeleteSecret'], ['constructor']])(
  '%s fails, and the message names it',
  async (action) => {
    const { body } = await manager.call(action, { SecretId: arn });
    expect(body.__type).toBe('UnknownOperationException');
    expect(body.message).toContain(`secretsmanager.${action}`);
  },
);

describe('permissions', () => {
  test.each([
    [
      'GetSecretValue',
      { VersionStage: 'AWSCURRENT' },
      { 'secretsmanager:VersionStage': 'AWSCURRENT' },
    ],
    [
      'GetSecretValue',
      { VersionId: versionId('a') },
      { 'secretsmanager:VersionId': versionId('a') },
    ],
    ['GetSecretValue', {}, {}],
    ['PutSecretValue', { ClientRequestToken: versionId('a'), SecretString: 'x' }, {}],
    ['DescribeSecret', {}, {}],
    ['ListSecretVersionIds', {}, {}],
    ['RotateSecret', { ClientRequestToken: versionId('a') }, {}],
    [
      'UpdateSecretVersionStage',
      { VersionStage: 'blue' },
      { 'secretsmanager:VersionStage': 'blue' },
    ],
  ])(
    '%s with %j asks IAM about the ARN, with the secret’s policy',
    async (action, parameters, keys) => {
      manager.service.putResourcePolicy(arn, policy);
      manager.denied.add(`secretsmanager:${action}`);
      const { status, body } = await manager.call(action, {
        SecretId: 'broker/key',
        ...parameters,
      });
      expect([status, body.__type]).toEqual([400, 'AccessDeniedException']);
      expect(manager.asked).toEqual([
        {
          principal: user,
          sourceIp: '127.0.0.1',
          action: `secretsmanager:${action}`,
          resource: arn,
          resourceAccount: account.accountId,
          context: { 'secretsmanager:SecretId': 'broker/key', ...keys },
          resourcePolicy: policy,
        },
      ]);
    },
  );

  test('for a secret that does not exist, IAM is asked about the given id', async () => {
    manager.denied.add('secretsmanager:GetSecretValue');
    expect(await manager.codeOf('GetSecretValue', { SecretId: 'other' })).toBe(
      'AccessDeniedException',
    );
    expect(manager.asked[0]?.resource).toBe('other');
  });

  test('a deleted resource policy no longer counts', async () => {
    manager.service.putResourcePolicy(arn, policy);
    manager.service.deleteResourcePolicy(arn);
    await manager.ok('DescribeSecret', { SecretId: arn });
    expect(manager.asked[0]).not.toHaveProperty('resourcePolicy');
  });
});

test('no error quotes a secret value', async () => {
  const ClientRequestToken = versionId('a');
  const put = { SecretId: arn, ClientRequestToken, SecretString: 'first' };
  await manager.ok('PutSecretValue', put);
  const faults = [
    { ...put, SecretString: SECRET_VALUE },
    { ...put, SecretString: [SECRET_VALUE] },
    { ...put, SecretString: SECRET_VALUE, SecretBinary: SECRET_VALUE },
    { ...put, SecretString: SECRET_VALUE, VersionStages: ['x'.repeat(257)] },
    { ...put, SecretString: SECRET_VALUE.repeat(3000) },
  ];
  for (const parameters of faults) {
    const { status, body } = await manager.call('PutSecretValue', parameters);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain(SECRET_VALUE);
  }
});

test('a name is unique and valid, and can be used again after deletion', async () => {
  const create = (name: string) => () => manager.service.createSecret({ name });
  expect(create('broker/key')).toThrow('already exists');
  expect(create('with space')).toThrow('A secret name must have');
  expect(create('')).toThrow('A secret name must have');
  manager.service.deleteSecret(arn);
  expect(await manager.codeOf('GetSecretValue', { SecretId: arn })).toBe(
    'ResourceNotFoundException',
  );
  expect(create('broker/key')).not.toThrow();
});
