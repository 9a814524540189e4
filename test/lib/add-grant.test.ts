import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Aspects, Duration, type Stack } from 'aws-cdk-lib';
import { Role, User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Authentication,
  FederationBroker,
  type FederationBrokerProps,
  Grantee,
  type GrantProps,
  Grants,
  Permission,
  Scope,
} from '../../lib/index.ts';
import {
  consumerStack,
  deployedGrants,
  propertiesOf,
  synthesisProblems,
  warningsOf,
} from './consumer-app.ts';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const KEY_ARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;

const TEAM_A = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

const JWT = Authentication.jwt({ issuer: 'https://issuer.example.com', audience: 'broker' });

const otherArn = (kind: string) => `arn:aws:iam::${OTHER_ACCOUNT}:${kind}/Etl`;

const grantsOf = (...grants: readonly object[]) => Grants.fromText(JSON.stringify({ grants }));

/** Returns a role and a bucket that exist outside the app. */
function outside(stack: Stack) {
  return {
    role: Role.fromRoleName(stack, 'Role', 'Etl'),
    bucket: Bucket.fromBucketName(stack, 'Bucket', 'amzn-s3-demo-bucket1'),
  };
}

function etlGrant({ role, bucket }: ReturnType<typeof outside>): GrantProps {
  return {
    grantee: Grantee.role(role),
    scope: Scope.prefix(bucket, 'raw/'),
    permission: Permission.READ,
  };
}

const ceilingOf = (stack: Stack): string =>
  JSON.stringify(propertiesOf(stack, 'AWS::IAM::ManagedPolicy', 'BrokerUserCeiling'));

test('a grant follows those of the file, in the function and in the ceiling', () => {
  const stack = consumerStack({}, true);
  const broker = new FederationBroker(stack, 'Broker', { grants: grantsOf(TEAM_A) });
  broker.addGrant('etl', {
    ...etlGrant(outside(stack)),
    maxDuration: Duration.hours(4),
    federatedUserNames: ['Job*'],
    tags: { job: 'etl' },
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN),
    console: true,
    description: 'The nightly job',
  });
  expect(JSON.parse(deployedGrants(stack))).toEqual({
    grants: [
      TEAM_A,
      {
        id: 'etl',
        grantee: { iam: 'role/Etl' },
        scope: 's3://amzn-s3-demo-bucket1/raw/*',
        permission: 'READ',
        maxDurationSeconds: 14_400,
        federatedUserNames: ['Job*'],
        tags: { job: 'etl' },
        kmsKey: KEY_ARN,
        console: true,
        description: 'The nightly job',
      },
    ],
  });
  const ceiling = ceilingOf(stack);
  expect(ceiling).toContain(':s3:::amzn-s3-demo-bucket/team-a/*');
  expect(ceiling).toContain(':s3:::amzn-s3-demo-bucket1/raw/*');
  expect(ceiling).toContain(KEY_ARN);
});

test('a grant that an aspect adds after the function’s code was resolved is deployed', () => {
  const stack = consumerStack({}, true);
  const broker = new FederationBroker(stack, 'Broker', { grants: grantsOf(TEAM_A) });
  for (const construct of stack.node.findAll()) {
    if (construct instanceof CfnFunction) {
      stack.resolve(construct.code);
    }
  }
  Aspects.of(stack).add({
    visit: (node) => {
      if (node === stack) {
        broker.addGrant('etl', etlGrant(outside(stack)));
      }
    },
  });
  expect(JSON.parse(deployedGrants(stack))).toMatchObject({
    grants: [{ id: 'team-a' }, { id: 'etl' }],
  });
  expect(ceilingOf(stack)).toContain(':s3:::amzn-s3-demo-bucket1/raw/*');
});

test('without added grants, the function has the text of the file', () => {
  const text = `${JSON.stringify({ grants: [TEAM_A] }, null, 3)}  \n`;
  const stack = consumerStack({}, true);
  new FederationBroker(stack, 'Broker', { grants: Grants.fromText(text) });
  expect(deployedGrants(stack)).toBe(text);
});

describe('addGrant throws', () => {
  test.each<[string, string, (bucket: IBucket) => Partial<GrantProps>, string]>([
    [
      'for a scope that breaks a rule',
      'etl',
      (bucket) => ({ scope: Scope.prefix(bucket, '../') }),
      'grants[1] "etl": scope: must have no segment . or ..',
    ],
    [
      'for an end that is no time',
      'etl',
      () => ({ validUntil: new Date('tomorrow') }),
      'grants[1] "etl": validUntil: must be ',
    ],
    [
      'for a duration that is too long',
      'etl',
      () => ({ maxDuration: Duration.hours(37) }),
      'grants[1] "etl": maxDurationSeconds: must be a whole number of seconds from 900 to 129600',
    ],
    [
      'for an id that exists',
      'team-a',
      () => ({}),
      'grants[1] "team-a": id: is the id of an earlier',
    ],
  ])('%s', (_, id, more, message) => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker', { grants: grantsOf(TEAM_A) });
    const resources = outside(stack);
    expect(() =>
      broker.addGrant(id, { ...etlGrant(resources), ...more(resources.bucket) }),
    ).toThrow(`Data/Broker: ${message}`);
    broker.addGrant('etl', etlGrant(resources));
    expect(synthesisProblems(stack)).toBe('');
  });

  test.each<[string, (stack: Stack) => Grantee]>([
    ['role', (stack) => Grantee.role(Role.fromRoleArn(stack, 'Other', otherArn('role')))],
    ['user', (stack) => Grantee.user(User.fromUserArn(stack, 'Other', otherArn('user')))],
  ])('for a %s that is known to be in another account', (_, granteeOf) => {
    const stack = consumerStack({ env: { account: ACCOUNT, region: 'eu-west-1' } });
    const broker = new FederationBroker(stack, 'Broker');
    const grant = { ...etlGrant(outside(stack)), grantee: granteeOf(stack) };
    expect(() => broker.addGrant('etl', grant)).toThrow(
      `Data/Broker: grant "etl": grantee: must be in the account of the broker, ${ACCOUNT}, was in ${OTHER_ACCOUNT}; ` +
        'let callers of other accounts assume a role of this account first',
    );
  });
});

test('a role of the same account is granted, whether the account of the stack is known or not', () => {
  for (const props of [{}, { env: { account: ACCOUNT, region: 'eu-west-1' } }]) {
    const stack = consumerStack(props);
    const broker = new FederationBroker(stack, 'Broker');
    const role = Role.fromRoleArn(stack, 'Own', `arn:aws:iam::${ACCOUNT}:role/path/Etl`);
    broker.addGrant('etl', { ...etlGrant(outside(stack)), grantee: Grantee.role(role) });
    expect(synthesisProblems(stack)).toBe('');
  }
});

describe('the synthesis fails', () => {
  test('for an added grant that answers a test case of the file otherwise than expected', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
    const write = (name: string, content: object) =>
      writeFileSync(path.join(folder, name), JSON.stringify(content));
    const target = 's3://amzn-s3-demo-bucket1/raw/*';
    write('grants.json', { grants: [TEAM_A] });
    write('grants.cases.json', {
      cases: [{ caller: { iam: 'role/Etl' }, target, permission: 'READ', expect: 'refused' }],
    });
    const grants = Grants.fromFile(path.join(folder, 'grants.json'));
    rmSync(folder, { recursive: true });
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker', { grants });
    broker.addGrant('etl', etlGrant(outside(stack)));
    expect(synthesisProblems(stack)).toContain(
      `[Data/Broker] cases[0]: READ on ${target}: expected refused, got etl`,
    );
  });

  test.each<[string, FederationBrokerProps, (bucket: IBucket) => Partial<GrantProps>, string]>([
    [
      'for a grant outside of the ceiling',
      {
        ceiling: [{ scope: Scope.fromUri('s3://amzn-s3-demo-bucket1/raw/*'), permission: 'LIST' }],
      },
      () => ({}),
      'grant "etl": permission: READ on s3://amzn-s3-demo-bucket1/raw/* is outside the ceiling; ' +
        'narrow the grant, or add an entry that includes it to "ceiling"',
    ],
    [
      'for a grantee that cannot call',
      {},
      () => ({ grantee: Grantee.jwt({ claims: { sub: '*' } }) }),
      'grant "etl": grantee: is jwt, but "authentication" has no entry of that type',
    ],
    [
      'for a grant whose session policy is too long for STS',
      {},
      (bucket) => ({ scope: Scope.prefix(bucket, `${'x'.repeat(1000)}/`) }),
      'grant "etl": scope: its session policy has ',
    ],
  ])('%s', (_, props, more, message) => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker', props);
    const resources = outside(stack);
    broker.addGrant('etl', { ...etlGrant(resources), ...more(resources.bucket) });
    expect(synthesisProblems(stack)).toContain(`[Data/Broker] ${message}`);
  });

  test('for grants whose ceiling is too long for IAM', () => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker');
    const resources = outside(stack);
    for (let index = 0; index < 50; index += 1) {
      const scope = Scope.prefix(resources.bucket, `${'x'.repeat(100)}-${index}/`);
      broker.addGrant(`grant-${index}`, { ...etlGrant(resources), scope });
    }
    expect(synthesisProblems(stack)).toMatch(
      /\[Data\/Broker\] ceiling: the policy of its 50 entries has \d+ characters \(at most 6144\)/,
    );
  });
});

test('each claim that users may be able to change is a warning, in the file and in added grants', () => {
  const stack = consumerStack();
  const homes = { ...TEAM_A, id: 'homes', grantee: { jwt: { email: 'a@example.com' } } };
  const broker = new FederationBroker(stack, 'Broker', {
    authentication: [JWT],
    grants: grantsOf(homes),
  });
  expect(warningsOf(stack)).toEqual([
    expect.stringContaining('grant "homes": users may be able to change their claim email'),
  ]);
  const { bucket } = outside(stack);
  broker.addGrant('names', {
    grantee: Grantee.jwt({ claims: { sub: '*' } }),
    scope: Scope.prefix(bucket, 'home/{name}/'),
    permission: Permission.READ,
  });
  expect(warningsOf(stack)).toHaveLength(2);
});

describe('the grants file has', () => {
  test.each<[string, (bucket: IBucket) => Scope]>([
    ['s3://amzn-s3-demo-bucket1/*', (bucket) => Scope.bucket(bucket)],
    ['s3://amzn-s3-demo-bucket1/raw/*', (bucket) => Scope.prefix(bucket, 'raw/')],
    ['s3://amzn-s3-demo-bucket1/raw/a.csv', (bucket) => Scope.object(bucket, 'raw/a.csv')],
    ['s3://amzn-s3-demo-bucket2/*', () => Scope.fromUri('s3://amzn-s3-demo-bucket2/*')],
  ])('the scope %s', (uri, scopeOf) => {
    expect(scopeOf(outside(consumerStack()).bucket).uri).toBe(uri);
  });

  test.each<[object, (stack: Stack) => Grantee]>([
    [{ iam: 'role/Etl' }, (stack) => Grantee.role(outside(stack).role)],
    [{ iam: 'user/Etl' }, (stack) => Grantee.user(User.fromUserName(stack, 'User', 'Etl'))],
    [{ iam: 'permission-set/Engineer' }, () => Grantee.permissionSet('Engineer')],
    [
      { jwt: { groups: 'analysts', email_verified: true } },
      () => Grantee.jwt({ claims: { groups: 'analysts', email_verified: true } }),
    ],
  ])('the grantee %j', (entry, granteeOf) => {
    expect(granteeOf(consumerStack()).entry).toEqual(entry);
  });
});

test('the key of one object must not end in *, which would grant a whole prefix', () => {
  const { bucket } = outside(consumerStack());
  for (const key of ['*', 'raw/*']) {
    expect(() => Scope.object(bucket, key)).toThrow(
      `scope: must not end in * for one object, was "${key}"; use Scope.prefix`,
    );
  }
});

test.each(['raw', 'raw/*', '*'])(
  'the prefix %s is refused, because it is not a folder',
  (prefix) => {
    const { bucket } = outside(consumerStack());
    expect(() => Scope.prefix(bucket, prefix)).toThrow(
      `scope: the prefix must end in / and have no *, such as raw/, was "${prefix}"; use Scope.object for one object`,
    );
  },
);

test('a bucket name with a slash, and so with a part of a key, is refused', () => {
  const stack = consumerStack();
  const bucket = { ...outside(stack).bucket, bucketName: 'amzn-s3-demo-bucket1/secret' };
  expect(() => Scope.prefix(bucket as IBucket, 'raw/')).toThrow(
    'scope: must name a general purpose bucket (3 to 63 of a-z, 0-9, . and -), was "amzn-s3-demo-bucket1/secret"',
  );
});

describe('a grant of an app', () => {
  test('can have several scopes, an end and a Region', () => {
    const stack = consumerStack({}, true);
    const { role, bucket } = outside(stack);
    new FederationBroker(stack, 'Broker').addGrant('etl', {
      ...etlGrant({ role, bucket }),
      scope: [Scope.prefix(bucket, 'raw/'), Scope.object(bucket, 'index.csv')],
      validUntil: new Date('2099-12-31T18:00:00Z'),
      region: 'eu-central-1',
    });
    expect(JSON.parse(deployedGrants(stack)).grants).toEqual([
      expect.objectContaining({
        id: 'etl',
        scopes: ['s3://amzn-s3-demo-bucket1/raw/*', 's3://amzn-s3-demo-bucket1/index.csv'],
        validUntil: '2099-12-31T18:00:00Z',
        region: 'eu-central-1',
      }),
    ]);
    expect(ceilingOf(stack)).toContain('amzn-s3-demo-bucket1/index.csv');
  });

  test('that has ended is warned of', () => {
    const stack = consumerStack();
    new FederationBroker(stack, 'Broker').addGrant('old', {
      ...etlGrant(outside(stack)),
      validUntil: new Date('2020-01-01T00:00:00Z'),
    });
    expect(warningsOf(stack)).toContainEqual(
      expect.stringContaining('grant "old": validUntil: ended at 2020-01-01T00:00:00Z'),
    );
  });

  test('for a bucket in another partition than the stack is refused', () => {
    const stack = consumerStack({ env: { account: ACCOUNT, region: 'us-east-1' } });
    new FederationBroker(stack, 'Broker').addGrant('etl', {
      ...etlGrant(outside(stack)),
      region: 'cn-north-1',
    });
    expect(synthesisProblems(stack)).toContain(
      'grant "etl": region: must be in the partition aws of the stack, was "cn-north-1"',
    );
  });
});
