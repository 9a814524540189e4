import { type App, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role, User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
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
import { consumerStack, deployedGrants, propertiesOf, synthesisProblems } from './consumer-app.ts';
import { LIST_ACTIONS, READ_ACTIONS } from './s3-actions.ts';

const LITERAL = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

const ref = (idPrefix: string) => ({ Ref: expect.stringMatching(`^${idPrefix}[0-9A-F]{8}$`) });

/** A role and a bucket of the stack. */
function resourcesIn(stack: Stack) {
  return {
    role: new Role(stack, 'Etl', { assumedBy: new AccountRootPrincipal() }),
    bucket: new Bucket(stack, 'Raw'),
  };
}

function grantOf({ role, bucket }: ReturnType<typeof resourcesIn>): GrantProps {
  return {
    grantee: Grantee.role(role),
    scope: Scope.prefix(bucket, 'raw/'),
    permission: Permission.READ,
  };
}

function variablesOf(stack: Stack): Readonly<Record<string, unknown>> {
  const { Environment } = propertiesOf(stack, 'AWS::Lambda::Function', 'BrokerBrokerFunction');
  return (Environment as { Variables: Readonly<Record<string, unknown>> }).Variables;
}

/** Returns the statements of the ceiling for Amazon S3. */
function ceilingOf(stack: Stack) {
  const { PolicyDocument } = propertiesOf(stack, 'AWS::IAM::ManagedPolicy', 'BrokerUserCeiling');
  return (PolicyDocument as { Statement: readonly object[] }).Statement.slice(1, -1);
}

const bucketArn = (idPrefix: string, path = '') => ({
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', ref(idPrefix), ...(path === '' ? [] : [path])],
  ],
});

test('the function gets grants with placeholders, and a variable with the names that replace them', () => {
  const stack = consumerStack({}, true);
  const broker = new FederationBroker(stack, 'Broker', {
    grants: Grants.fromText(JSON.stringify({ grants: [LITERAL] })),
  });
  const resources = resourcesIn(stack);
  const other = Bucket.fromBucketName(stack, 'Other', 'amzn-s3-demo-bucket1');
  broker.addGrant('etl', grantOf(resources));
  broker.addGrant('again', {
    grantee: Grantee.user(new User(stack, 'Person')),
    scope: Scope.object(resources.bucket, 'a.csv'),
    permission: Permission.WRITE,
  });
  broker.addGrant('other', { ...grantOf(resources), scope: Scope.bucket(other) });
  expect(JSON.parse(deployedGrants(stack)).grants).toEqual([
    LITERAL,
    { id: 'etl', grantee: { iam: 'role/<1>' }, scope: 's3://<0>/raw/*', permission: 'READ' },
    { id: 'again', grantee: { iam: 'user/<2>' }, scope: 's3://<0>/a.csv', permission: 'WRITE' },
    {
      id: 'other',
      grantee: { iam: 'role/<1>' },
      scope: 's3://amzn-s3-demo-bucket1/*',
      permission: 'READ',
    },
  ]);
  expect(variablesOf(stack).GRANT_NAMES).toEqual({
    'Fn::Join': ['', ['["', ref('Raw'), '","', ref('Etl'), '","', ref('Person'), '"]']],
  });
});

test('without tokens, the function has no such variable', () => {
  const stack = consumerStack();
  const broker = new FederationBroker(stack, 'Broker');
  broker.addGrant('etl', {
    grantee: Grantee.role(Role.fromRoleName(stack, 'Role', 'Etl')),
    scope: Scope.fromUri('s3://amzn-s3-demo-bucket/raw/*'),
    permission: Permission.READ,
  });
  expect(Object.keys(variablesOf(stack))).not.toContain('GRANT_NAMES');
});

test('the ceiling contains a reference to the bucket, and only the text around the reference is escaped', () => {
  const stack = consumerStack();
  const broker = new FederationBroker(stack, 'Broker');
  const resources = resourcesIn(stack);
  broker.addGrant('etl', { ...grantOf(resources), scope: Scope.prefix(resources.bucket, 'a$b?/') });
  const ofThisAccount = { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } };
  expect(ceilingOf(stack)).toEqual([
    {
      Effect: 'Allow',
      Action: 's3:GetBucketLocation',
      Resource: [bucketArn('Raw')],
      Condition: { StringEquals: ofThisAccount },
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: [bucketArn('Raw')],
      Condition: { StringEquals: ofThisAccount, StringLike: { 's3:prefix': ['a${$}b${?}/*'] } },
    },
    {
      Effect: 'Allow',
      Action: READ_ACTIONS,
      Resource: [bucketArn('Raw', '/a${$}b${?}/*')],
      Condition: { StringEquals: ofThisAccount },
    },
  ]);
});

test('a name may contain tokens beside other characters', () => {
  const stack = consumerStack({}, true);
  const broker = new FederationBroker(stack, 'Broker');
  const bucket = Bucket.fromBucketName(stack, 'Bucket', `raw-${stack.account}`);
  broker.addGrant('etl', { ...grantOf(resourcesIn(stack)), scope: Scope.bucket(bucket) });
  expect(deployedGrants(stack)).toContain('"scope":"s3://<0>/*"');
  expect(JSON.stringify(variablesOf(stack).GRANT_NAMES)).toContain(
    '"[\\"raw-",{"Ref":"AWS::AccountId"}',
  );
});

test('a bucket and a role may be in another stack of the app', () => {
  const stack = consumerStack();
  const resources = resourcesIn(new Stack(stack.node.root as App, 'Storage'));
  const broker = new FederationBroker(stack, 'Broker');
  broker.addGrant('etl', grantOf(resources));
  // The documentation of grantInvoke says to import the role. Otherwise the stacks would depend on each other.
  broker.grantInvoke(Role.fromRoleName(stack, 'Caller', resources.role.roleName));
  const imported = (idPrefix: string) => ({
    'Fn::ImportValue': expect.stringMatching(`^Storage:ExportsOutputRef${idPrefix}`),
  });
  expect(variablesOf(stack).GRANT_NAMES).toEqual({
    'Fn::Join': ['', ['["', imported('Raw'), '","', imported('Etl'), '"]']],
  });
  expect(propertiesOf(stack, 'AWS::IAM::Policy').Roles).toEqual([imported('Etl')]);
});

test('a grant of a broker in a nested stack may have a bucket and a role of the parent stack', () => {
  const parent = consumerStack();
  const nested = new NestedStack(parent, 'Nested');
  new FederationBroker(nested, 'Broker').addGrant('etl', grantOf(resourcesIn(parent)));
  const passed = (id: string) => ({ Ref: expect.stringMatching(`^referencetoData${id}`) });
  expect(variablesOf(nested).GRANT_NAMES).toEqual({
    'Fn::Join': ['', ['["', passed('Raw'), '","', passed('Etl'), '"]']],
  });
});

describe('a configured ceiling', () => {
  const ceilingFor = (scope: Scope): FederationBrokerProps => ({
    ceiling: [{ scope, permission: Permission.READ }],
  });

  test('covers grants on the same bucket', () => {
    const stack = consumerStack();
    const resources = resourcesIn(stack);
    const broker = new FederationBroker(
      stack,
      'Broker',
      ceilingFor(Scope.bucket(resources.bucket)),
    );
    broker.addGrant('etl', grantOf(resources));
    expect(synthesisProblems(stack)).toBe('');
    expect(ceilingOf(stack)).toMatchObject([
      { Action: LIST_ACTIONS, Resource: [bucketArn('Raw')] },
      { Action: READ_ACTIONS, Resource: [bucketArn('Raw', '/*')] },
    ]);
  });

  test('does not cover grants on another bucket, and the message shows both by their constructs', () => {
    const stack = consumerStack();
    const resources = resourcesIn(stack);
    const other = new Bucket(stack, 'Other');
    const broker = new FederationBroker(stack, 'Broker', ceilingFor(Scope.bucket(other)));
    broker.addGrant('etl', grantOf(resources));
    expect(synthesisProblems(stack)).toContain(
      '[Data/Broker] grant "etl": scope: READ on s3://${Data/Raw}/raw/* is outside the ceiling',
    );
  });
});

describe('a name that is a token', () => {
  /** @param name the bucket's name. Without it, the name is a token */
  function sizeProblem(prefixCharacters: number, name?: string): string {
    const stack = consumerStack();
    const bucket = new Bucket(stack, 'Raw');
    const used = name === undefined ? bucket : Bucket.fromBucketName(stack, 'Named', name);
    new FederationBroker(stack, 'Broker').addGrant('etl', {
      grantee: Grantee.role(Role.fromRoleName(stack, 'Role', 'Etl')),
      scope: Scope.prefix(used, `${'x'.repeat(prefixCharacters)}/`),
      permission: Permission.READ,
    });
    return synthesisProblems(stack);
  }

  test('is measured as if it had 63 characters', () => {
    expect(sizeProblem(1000)).toMatch(/session policy has \d+ characters/);
    expect(sizeProblem(1000)).toBe(sizeProblem(1000, 'a'.repeat(63)));
    expect(sizeProblem(700)).toBe('');
  });

  test.each([
    ['', '../', '${Data/Raw}/../*'],
    [
      ', even if the message is shortened',
      `${'x'.repeat(60)}/../`,
      `\${Data/Raw}/${'x'.repeat(31)}…`,
    ],
  ])('appears in messages as the path of its construct%s', (_, prefix, shown) => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker');
    const resources = resourcesIn(stack);
    expect(() =>
      broker.addGrant('etl', {
        ...grantOf(resources),
        scope: Scope.prefix(resources.bucket, prefix),
      }),
    ).toThrow(
      `Data/Broker: grants[0] "etl": scope: must have no segment . or .., was "s3://${shown}"`,
    );
  });

  test.each([
    [30, ''],
    [
      60,
      expect.stringMatching(
        /\[Data\/Broker\] grants: the variables of the broker function need up to 4\d\d\d bytes, and Lambda allows 4096; set the names of some of the 61 buckets, roles and users whose names are known only when the stack is deployed/,
      ),
    ],
  ])('counts towards the size of the function’s environment (with %d names)', (count, problems) => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker');
    const { role } = resourcesIn(stack);
    for (let index = 0; index < count; index += 1) {
      const bucket = new Bucket(stack, `Bucket${index}`);
      const more = { scope: Scope.bucket(bucket), permission: Permission.WRITE };
      broker.addGrant(`grant-${index}`, { ...grantOf({ role, bucket }), ...more });
    }
    expect(synthesisProblems(stack)).toEqual(problems);
  });
});

test('too many audiences are refused, because they are in the same environment as the names', () => {
  const stack = consumerStack();
  const audience = Array.from({ length: 20 }, (_, index) => `${'a'.repeat(250)}${index}`);
  new FederationBroker(stack, 'Broker', {
    authentication: [Authentication.jwt({ issuer: 'https://issuer.example.com', audience })],
  });
  expect(synthesisProblems(stack)).toMatch(/and Lambda allows 4096; .* or accept fewer audiences/);
});

describe('another token is refused', () => {
  const token = () => Lazy.string({ produce: () => 'x' });

  test.each<[string, (stack: Stack, bucket: Bucket) => Partial<GrantProps>, string?]>([
    ['scope', (_, bucket) => ({ scope: Scope.prefix(bucket, `${token()}/`) })],
    ['scope', (_, bucket) => ({ scope: Scope.prefix(bucket, token()) })],
    [
      'kmsKey',
      (stack) => ({ encryptionKey: new Key(stack, 'Key') }),
      ': import the key with Key.fromKeyArn',
    ],
    ['grantee', () => ({ grantee: Grantee.jwt({ claims: { groups: token() } }) })],
    ['grantee', () => ({ grantee: Grantee.permissionSet(token()) })],
    ['tags', () => ({ tags: { team: token() } })],
    ['tags', () => ({ tags: { [token()]: 'a' } })],
    ['federatedUserNames', () => ({ federatedUserNames: [token()] })],
    ['description', () => ({ description: token() })],
  ])('in the field %s of a grant', (field, more, advice = '') => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker');
    const resources = resourcesIn(stack);
    expect(() =>
      broker.addGrant('etl', { ...grantOf(resources), ...more(stack, resources.bucket) }),
    ).toThrow(
      `Data/Broker: grant "etl": ${field}: must be known when the app is synthesized; of grants and ceiling, only the names of ` +
        `buckets, roles and users can be CDK tokens${advice}`,
    );
  });

  test.each<[string, FederationBrokerProps]>([
    [
      'authentication',
      { authentication: [Authentication.jwt({ issuer: token(), audience: 'broker' })] },
    ],
    ['tags', { tags: { team: token() } }],
    [
      'ceiling',
      {
        ceiling: [
          { scope: Scope.fromUri(`s3://amzn-s3-demo-bucket/${token()}/*`), permission: 'READ' },
        ],
      },
    ],
  ])('in the prop %s', (field, props) => {
    expect(() => new FederationBroker(consumerStack(), 'Broker', props)).toThrow(
      `Data/Broker: ${field}: must be known when the app is synthesized`,
    );
  });
});
