import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { Endpoint } from '../../src/endpoint.ts';
import { TrustCore } from '../endpoint/trust-core.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Stmt1', Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});
const FEDERATED_USER = 'arn:aws:sts::111122223333:federated-user/';
const MAY_FEDERATE = {
  Effect: 'Allow',
  Action: 'sts:GetFederationToken',
  Resource: `${FEDERATED_USER}*`,
};

interface ClientCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let core: TrustCore;
let endpoint: Endpoint;

beforeEach(async () => {
  core = new TrustCore();
  endpoint = await core.startEndpoint();
});

afterEach(() => endpoint.close());

function clientOf(credentials: ClientCredentials): STSClient {
  return new STSClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
}

function broker(): STSClient {
  return clientOf(core.createUser('Broker', MAY_FEDERATE).credentials);
}

async function federatedCredentials(sts: STSClient): Promise<ClientCredentials> {
  const { Credentials } = await sts.send(
    new GetFederationTokenCommand({ Name: 'alice', Policy: POLICY }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
  };
}

describe('GetFederationToken', () => {
  test('returns credentials of the federated user', async () => {
    const sts = broker();
    const answer = await sts.send(
      new GetFederationTokenCommand({ Name: 'alice', Policy: POLICY, DurationSeconds: 7200 }),
    );
    expect(answer.FederatedUser).toEqual({
      Arn: `${FEDERATED_USER}alice`,
      FederatedUserId: '111122223333:alice',
    });
    expect(answer.PackedPolicySize).toBe(6);
    const lifetimeMs = (answer.Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    expect(Math.abs(lifetimeMs - 7_200_000)).toBeLessThan(10_000);
    const session = clientOf(await federatedCredentials(sts));
    const identity = await session.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: '111122223333',
      Arn: `${FEDERATED_USER}alice`,
      UserId: '111122223333:alice',
    });
  });

  test('returns credentials that expire after twelve hours by default', async () => {
    const credentials = await federatedCredentials(broker());
    const expiration = core.credentials.find(credentials.accessKeyId)?.expiration;
    const lifetimeMs = (expiration?.getTime() ?? 0) - core.clock.now().getTime();
    expect(Math.abs(lifetimeMs - 43_200_000)).toBeLessThan(10_000);
    core.clock.advance(43_201);
    const session = new STSClient({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials,
      systemClockOffset: 43_201_000,
    });
    await expect(session.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(/^ExpiredToken/),
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('needs a permission for the federated user', async () => {
    const narrow = { ...MAY_FEDERATE, Resource: `${FEDERATED_USER}team-a-*` };
    const sts = clientOf(core.createUser('Narrow', narrow).credentials);
    await sts.send(new GetFederationTokenCommand({ Name: 'team-a-alice' }));
    await expect(
      sts.send(new GetFederationTokenCommand({ Name: 'team-b-alice' })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `sts:GetFederationToken on resource: "${FEDERATED_USER}team-b-alice"`,
      ),
    });
  });

  test('is refused with session credentials', async () => {
    const session = clientOf(await federatedCredentials(broker()));
    await expect(
      session.send(new GetFederationTokenCommand({ Name: 'alice' })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Cannot call GetFederationToken with session credentials',
    });
  });

  const longest = (policy: string, characters: number) => policy.padEnd(characters, ' ');
  const random = (characters: number) => {
    let text = '';
    for (let seed = 1; text.length < characters; seed = (seed * 48_271) % 2_147_483_647) {
      text += String.fromCharCode(0xa1 + (seed % 0x5f));
    }
    return text;
  };

  test.each<[string, GetFederationTokenCommandInput]>([
    ['the shortest name', { Name: 'ab' }],
    ['the longest name', { Name: `${'a'.repeat(20)}_+=,.@-bcdefg`.slice(0, 32) }],
    ['the shortest duration', { Name: 'alice', DurationSeconds: 900 }],
    ['the longest duration', { Name: 'alice', DurationSeconds: 129_600 }],
    ['the longest policy', { Name: 'alice', Policy: longest(POLICY, 2048) }],
  ])('accepts %s', async (_name, input) => {
    await expect(broker().send(new GetFederationTokenCommand(input))).resolves.toBeDefined();
  });

  test.each<[string, GetFederationTokenCommandInput, code: string, message: string]>([
    [
      'a name of one character',
      { Name: 'a' },
      'ValidationError',
      "Value 'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      'a name of 33 characters',
      { Name: 'a'.repeat(33) },
      'ValidationError',
      'less than or equal to 32',
    ],
    [
      'a name with a slash',
      { Name: 'a/b' },
      'ValidationError',
      'regular expression pattern: [\\w+=,.@-]*',
    ],
    ['a name with a line feed', { Name: 'ab\n' }, 'ValidationError', 'regular expression'],
    [
      '899 seconds',
      { Name: 'alice', DurationSeconds: 899 },
      'ValidationError',
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      '129,601 seconds',
      { Name: 'alice', DurationSeconds: 129_601 },
      'ValidationError',
      'less than or equal to 129600',
    ],
    [
      'a fraction of a second',
      { Name: 'alice', DurationSeconds: 900.5 },
      'ValidationError',
      'durationSeconds',
    ],
    ['an empty policy', { Name: 'alice', Policy: '' }, 'ValidationError', "'policy'"],
    [
      'a policy of 2,049 characters',
      { Name: 'alice', Policy: longest(POLICY, 2049) },
      'ValidationError',
      'less than or equal to 2048',
    ],
    [
      'a policy with other characters',
      { Name: 'alice', Policy: `${POLICY}Ā` },
      'ValidationError',
      "'policy'",
    ],
    [
      'a string that is not a policy',
      { Name: 'alice', Policy: '{}' },
      'MalformedPolicyDocument',
      'Statement',
    ],
    [
      'a policy with too large a packed size',
      {
        Name: 'alice',
        Policy: JSON.stringify({
          Statement: { Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::${random(1900)}` },
        }),
      },
      'PackedPolicyTooLarge',
      'Packed size',
    ],
    [
      'policy ARNs',
      { Name: 'alice', PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] },
      'NotSupportedByLocalAws',
      'PolicyArns.member.1.arn',
    ],
  ])('refuses %s', async (_name, input, code, message) => {
    await expect(broker().send(new GetFederationTokenCommand(input))).rejects.toMatchObject({
      name: expect.stringMatching(new RegExp(`^${code}`)),
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('AssumeRole', () => {
  const trusting = (principal: object) => ({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal },
  });
  const RoleArn = 'arn:aws:iam::111122223333:role/team/TeamA';
  const command = (more: object = {}) =>
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'alice', ...more });

  function createRole(principal: object): void {
    core.identities.roles.create({
      roleName: 'TeamA',
      path: '/team/',
      assumeRolePolicyDocument: trusting(principal),
    });
  }

  test('a trusted user gets a session of the role, whose ARN has no path', async () => {
    const { user, credentials } = core.createUser('Alice');
    createRole({ AWS: user.arn });
    const { Credentials, AssumedRoleUser } = await clientOf(credentials).send(command());
    expect(AssumedRoleUser).toMatchObject({
      Arn: 'arn:aws:sts::111122223333:assumed-role/TeamA/alice',
      AssumedRoleId: expect.stringMatching(/^AROA\w{17}:alice$/),
    });
    const identity = await clientOf({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    }).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(AssumedRoleUser?.Arn);
  });

  test('if a role trusts the account, identity policies decide', async () => {
    createRole({ AWS: 'arn:aws:iam::111122223333:root' });
    const may = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: RoleArn };
    await clientOf(core.createUser('Alice', may).credentials).send(command());
    await expect(
      clientOf(core.createUser('Eve').credentials).send(command()),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('an untrusted user, a missing role and a federated user are refused', async () => {
    const may = { Effect: 'Allow', Action: 'sts:*', Resource: '*' };
    const sts = clientOf(core.createUser('Alice', may).credentials);
    const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
    await expect(sts.send(command())).rejects.toMatchObject(refused);
    createRole({ Service: 'lambda.amazonaws.com' });
    await expect(sts.send(command())).rejects.toMatchObject(refused);
    core.identities.roles.updateTrustPolicy('TeamA', trusting({ AWS: '*' }));
    await sts.send(command());
    const session = clientOf(await federatedCredentials(sts));
    await expect(session.send(command())).rejects.toMatchObject(refused);
  });

  test.each([
    ['no role', { RoleArn: undefined }, "'roleArn'"],
    ['a session name with a space', { RoleSessionName: 'a b' }, "'roleSessionName'"],
    ['899 seconds', { DurationSeconds: 899 }, 'equal to 900'],
    ['43,201 seconds', { DurationSeconds: 43_201 }, 'equal to 43200'],
    ['a longer session than the role allows', { DurationSeconds: 3601 }, 'MaxSessionDuration'],
  ])('refuses %s', async (_name, more, message) => {
    createRole({ AWS: '*' });
    await expect(
      clientOf(core.createUser('Alice').credentials).send(command(more)),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });

  test('a session from role chaining lasts at most an hour', async () => {
    core.identities.roles.create({
      roleName: 'Long',
      assumeRolePolicyDocument: trusting({ AWS: '*' }),
      maxSessionDuration: 43_200,
    });
    const roleArn = 'arn:aws:iam::111122223333:role/Long';
    const input = { roleArn, roleSessionName: 'alice', durationSeconds: '3601' };
    const alice = core.credentials.find(core.createUser('Alice').credentials.accessKeyId);
    const first = core.sts.assumeRole(alice?.principal ?? { kind: 'anonymous' }, input);
    expect(() => core.sts.assumeRole(first.credential.principal, input)).toThrow('role chaining');
  });

  test('a service assumes roles that trust it, until they are deleted', () => {
    createRole({ Service: 'lambda.amazonaws.com' });
    const session = core.sts.assumeRoleAsService(RoleArn, 'lambda.amazonaws.com', 'Broker');
    expect(session.principal).toMatchObject({ kind: 'assumed-role', roleArn: RoleArn });
    expect(() =>
      core.sts.assumeRoleAsService(RoleArn, 'secretsmanager.amazonaws.com', 'Broker'),
    ).toThrow('no resource-based policy allows the sts:AssumeRole action');
    core.identities.roles.delete('TeamA');
    expect(core.credentials.find(session.accessKeyId)).toBeUndefined();
  });
});

test('GetCallerIdentity needs no permission', async () => {
  const { user, credentials } = core.createUser('Nobody');
  await expect(clientOf(credentials).send(new GetCallerIdentityCommand({}))).resolves.toMatchObject(
    {
      Arn: user.arn,
      UserId: user.userId,
    },
  );
});

test('an unsupported action fails, and the message names it', async () => {
  await expect(broker().send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
    message: expect.stringContaining('GetSessionToken'),
  });
});
