import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration, NestedStack, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  Authentication,
  FederationBroker,
  Grantee,
  Permission,
  Revocations,
  Scope,
} from '../../lib/index.ts';
import { consumerStack, propertiesOf, resourcesOf, warningsOf } from './consumer-app.ts';

const IAM = Authentication.iam();
const GITHUB = Authentication.jwt({
  name: 'github',
  issuer: 'https://github.example.com',
  audience: 'broker',
});
const JWT = Authentication.jwt({
  issuer: 'https://issuer.example.com',
  audience: ['broker', 'web'],
  nameClaim: 'email',
  scopes: ['s3'],
});

const ref = (idPrefix: string) => ({ Ref: expect.stringMatching(`^${idPrefix}`) });
const arnOf = (idPrefix: string) => ({
  'Fn::GetAtt': [expect.stringMatching(`^${idPrefix}`), 'Arn'],
});

test('a broker without props accepts signed requests, and has the logical ids that the CDK makes', () => {
  const stack = consumerStack();
  const broker = new FederationBroker(stack, 'Broker');
  const [[userId] = []] = resourcesOf(stack, 'AWS::IAM::User');
  expect(userId).toMatch(/^BrokerUser[0-9A-F]{8}$/);
  expect(resourcesOf(stack, 'AWS::ApiGatewayV2::Authorizer')).toEqual([]);
  expect(stack.resolve(broker.url(IAM))).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^BrokerIamApi/), 'ApiEndpoint'],
  });
});

describe('props', () => {
  test('take resources of the same stack', () => {
    const stack = consumerStack();
    const certificate = new Certificate(stack, 'Certificate', { domainName: 'b.example.com' });
    const iam = Authentication.iam({ customDomain: { domainName: 'b.example.com', certificate } });
    const broker = new FederationBroker(stack, 'Broker', {
      authentication: [iam],
      encryptionKey: new Key(stack, 'Key'),
      alarmTopic: new Topic(stack, 'Topic'),
    });
    expect(propertiesOf(stack, 'AWS::SecretsManager::Secret').KmsKeyId).toEqual(arnOf('Key'));
    for (const [, { Properties }] of resourcesOf(stack, 'AWS::Logs::LogGroup')) {
      expect(Properties.KmsKeyId).toEqual(arnOf('Key'));
    }
    for (const [, { Properties }] of resourcesOf(stack, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toEqual([ref('Topic')]);
    }
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::DomainName')).toMatchObject({
      DomainNameConfigurations: [{ CertificateArn: ref('Certificate') }],
    });
    expect(broker.url(iam)).toBe('https://b.example.com');
    expect(stack.resolve(broker.dnsTarget(iam))).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^BrokerIamApiDomain/), 'RegionalDomainName'],
    });
  });

  test('appear in the template', () => {
    const stack = consumerStack();
    new FederationBroker(stack, 'Broker', {
      authentication: [JWT],
      rotation: Duration.days(7),
      throttle: { rateLimit: 20, burstLimit: 40 },
      logRetention: RetentionDays.ONE_WEEK,
      logRemovalPolicy: RemovalPolicy.RETAIN,
      reservedConcurrency: 5,
      revocations: Revocations.of({ federatedUser: '*', issuedBefore: '2026-11-21T20:00:00Z' }),
    });
    expect(propertiesOf(stack, 'AWS::SecretsManager::RotationSchedule')).toMatchObject({
      RotationRules: { AutomaticallyAfterDays: 7 },
    });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Stage')).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    });
    for (const [, { Properties, DeletionPolicy }] of resourcesOf(stack, 'AWS::Logs::LogGroup')) {
      expect([Properties.RetentionInDays, DeletionPolicy]).toEqual([7, 'Retain']);
    }
    expect(propertiesOf(stack, 'AWS::Lambda::Function', 'BrokerBrokerFunction')).toMatchObject({
      ReservedConcurrentExecutions: 5,
    });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::Lambda::Function'))).toContain(
      String.raw`\"nameClaim\":\"email\"`,
    );
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: ['broker', 'web'] },
    });
    expect(propertiesOf(stack, 'AWS::IAM::ManagedPolicy', 'BrokerUserRevocations')).toMatchObject({
      PolicyDocument: {
        Statement: [
          { Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-21T20:00:00Z' } } },
        ],
      },
    });
  });

  test('throw with the messages of the configuration file if they break one of its rules', () => {
    const stack = consumerStack();
    const props = {
      rotation: Duration.hours(36),
      throttle: { rateLimit: 0 },
      logRetention: RetentionDays.INFINITE,
    };
    expect(() => new FederationBroker(stack, 'Broker', props)).toThrow(
      'Data/Broker: rotationDays: must be a whole number of days from 1 to 365, was 1.5\n' +
        'Data/Broker: throttle.rateLimit: must be a whole number of requests a second from 1 to 10000, was 0\n' +
        'Data/Broker: logRetentionDays: must be one of 1, 3, 5',
    );
  });

  test('throw if they have more revocations than the policies have room for', () => {
    const entry = (index: number) => ({
      federatedUser: `User${index}`,
      issuedBefore: new Date(index * 1000).toISOString().replace('.000Z', 'Z'),
    });
    const revocations = Revocations.of(...Array.from({ length: 500 }, (_, index) => entry(index)));
    expect(() => new FederationBroker(consumerStack(), 'Broker', { revocations })).toThrow(
      /^Data\/Broker: revocations: the 500 entries need \d+ policies, and at most 9 are possible/,
    );
  });
});

test.each<[string, (stack: Stack) => IKey]>([
  ['an alias of the app', (stack) => new Key(stack, 'Key').addAlias('broker')],
  ['an imported alias', (stack) => Alias.fromAliasName(stack, 'Alias', 'alias/broker')],
])('%s as encryption key is refused, because the roles could not use the key by it', (_, keyIn) => {
  const stack = consumerStack();
  expect(() => new FederationBroker(stack, 'Broker', { encryptionKey: keyIn(stack) })).toThrow(
    'Data/Broker: kmsKey: must be a KMS key, was an alias of one',
  );
});

test('a KMS key of the app may be used through both domain names of Secrets Manager, because the partition is unknown at synthesis', () => {
  const stack = consumerStack();
  new FederationBroker(stack, 'Broker', { encryptionKey: new Key(stack, 'Key') });
  const through = ['.amazonaws.com', '.amazonaws.com.cn'].map((domain) => ({
    'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, domain]],
  }));
  const role = propertiesOf(stack, 'AWS::IAM::Role', 'BrokerBrokerFunction');
  expect(JSON.stringify(role)).toContain(JSON.stringify({ 'kms:ViaService': through }));
});

test('CloudWatch Logs may use a key of the app, for log groups of the account', () => {
  const stack = consumerStack();
  new FederationBroker(stack, 'Broker', { encryptionKey: new Key(stack, 'Key') });
  const { KeyPolicy } = propertiesOf(stack, 'AWS::KMS::Key') as {
    KeyPolicy: { Statement: readonly unknown[] };
  };
  // In China, this is logs.REGION.amazonaws.com.cn.
  const logs = {
    'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
  };
  expect(KeyPolicy.Statement.slice(1)).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: logs },
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:Describe*',
      ],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':logs:',
                { Ref: 'AWS::Region' },
                ':',
                { Ref: 'AWS::AccountId' },
                ':log-group:*',
              ],
            ],
          },
        },
      },
    },
  ]);
});

describe('a revocation without a hash', () => {
  const warnings = (federatedUser: string, federatedUserNames?: readonly string[]) => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker', {
      revocations: Revocations.of({ federatedUser, issuedBefore: '2026-11-21T20:00:00Z' }),
    });
    broker.addGrant('portal', {
      grantee: Grantee.permissionSet('Portal_0123456789abcdef'),
      scope: Scope.fromUri('s3://amzn-s3-demo-bucket/*'),
      permission: Permission.LIST,
      federatedUserNames,
    });
    return warningsOf(stack);
  };

  test('causes a warning that it ends no session, if no grant lets a program ask for the name', () => {
    expect(warnings('alice', ['User*'])).toEqual([
      expect.stringContaining(
        'revocations: "alice": no grant lets a program ask for this name, so it probably ends no session',
      ),
    ]);
    expect(warnings('User1')).toHaveLength(1);
  });

  test.each(['User1', 'User1=GBj6bl0QSFgnt7', '*'])('causes no warning for %s', (name) => {
    expect(warnings(name, ['User*'])).toEqual([]);
  });
});

describe('revocations of a file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function read(content: string): Revocations {
    const file = path.join(folder, 'revocations.json');
    writeFileSync(file, content);
    return Revocations.fromFile(file);
  }

  const revocation = {
    federatedUser: 'alice=GBj6bl0QSFgnt7',
    issuedBefore: '2026-11-21T20:00:00Z',
  };

  test('deny the sessions that they name', () => {
    const stack = consumerStack();
    const content = { $schema: './revocations.schema.json', revocations: [revocation] };
    new FederationBroker(stack, 'Broker', { revocations: read(JSON.stringify(content)) });
    const policy = propertiesOf(stack, 'AWS::IAM::ManagedPolicy', 'BrokerUserRevocations');
    expect(JSON.stringify(policy)).toContain(':*=GBj6bl0QSFgnt7');
  });

  test.each([
    ['{', /revocations\.json: is not JSON/],
    ['{"revocations": 1}', /revocations\.json: revocations: must be a list/],
    [
      '{"revocations": [{"federatedUser": "a b", "issuedBefore": "2026-11-21T20:00:00Z"}]}',
      /revocations\.json: revocations\[0\]\.federatedUser: must be a federated user/,
    ],
  ])('are refused if the file contains %j, and the message names the file', (content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

describe('the caller policy', () => {
  test('has a name and an ARN to attach it by', () => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker');
    new Role(stack, 'Caller', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [broker.callerPolicy],
    });
    expect(broker.callerPolicyName).toMatch(/^Data-Broker-[0-9A-F]{8}-Caller$/);
    expect(
      propertiesOf(stack, 'AWS::IAM::ManagedPolicy', 'BrokerIamApiCallerPolicy'),
    ).toMatchObject({
      ManagedPolicyName: broker.callerPolicyName,
    });
    expect(propertiesOf(stack, 'AWS::IAM::Role', 'Caller').ManagedPolicyArns).toEqual([
      ref('BrokerIamApiCallerPolicy'),
    ]);
  });
});

describe('grantInvoke', () => {
  const route = (methodAndPath: string) => ({
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':execute-api:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':',
        ref('BrokerIamApi'),
        `/$default/${methodAndPath}`,
      ],
    ],
  });

  test('lets a role call the routes of the API, and nothing else', () => {
    const stack = consumerStack();
    const broker = new FederationBroker(stack, 'Broker');
    const role = new Role(stack, 'Caller', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    });
    broker.grantInvoke(role).assertSuccess();
    expect(propertiesOf(stack, 'AWS::IAM::Policy')).toEqual({
      PolicyName: expect.any(String),
      Roles: [ref('Caller')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: [
              route('POST/federation-tokens'),
              route('GET/buckets/*/keys'),
              route('GET/console'),
              route('GET/grants'),
            ],
          },
        ],
      },
    });
  });

  test('refuses a role that is known to be in another account', () => {
    const stack = consumerStack({ env: { account: '111122223333', region: 'eu-west-1' } });
    const broker = new FederationBroker(stack, 'Broker');
    const role = Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::444455556666:role/Etl');
    expect(() => broker.grantInvoke(role)).toThrow(
      'Data/Broker: grantInvoke: must be in the account of the broker, 111122223333, was in 444455556666',
    );
  });
});

describe('a member for one kind of authentication', () => {
  test.each<[string, (broker: FederationBroker) => unknown]>([
    ['callerPolicy', (broker) => broker.callerPolicy],
    ['callerPolicyName', (broker) => broker.callerPolicyName],
    ['url', (broker) => broker.url(IAM)],
    ['dnsTarget', (broker) => broker.dnsTarget(IAM)],
    ['grantInvoke', (broker) => broker.grantInvoke(Role.fromRoleName(broker, 'Role', 'Etl'))],
  ])('throws if the broker does not have this kind: %s', (_, use) => {
    const broker = new FederationBroker(consumerStack(), 'Broker', { authentication: [JWT] });
    expect(() => use(broker)).toThrow(
      'Data/Broker: "authentication" has no Authentication.iam; add it to the props',
    );
  });

  test.each<[string, (broker: FederationBroker) => unknown, string]>([
    [
      'a custom domain: dnsTarget',
      (broker) => broker.dnsTarget(GITHUB),
      'no custom domain; set its "customDomain"',
    ],
    [
      'a portal: portalUrl',
      (broker) => broker.portalUrl(GITHUB),
      'no portal; set "portal" of an Authentication.jwt',
    ],
  ])('throws without %s', (_, use, message) => {
    const broker = new FederationBroker(consumerStack(), 'Broker', { authentication: [GITHUB] });
    expect(() => use(broker)).toThrow(
      `Data/Broker: Authentication.jwt with the name "github" has ${message}`,
    );
  });
});

describe('names', () => {
  const namesOf = (stack: Parameters<typeof resourcesOf>[0]) =>
    [
      ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
      ['AWS::ApiGatewayV2::Api', 'Name'],
      ['AWS::Logs::LogGroup', 'LogGroupName'],
    ].flatMap(([type = '', property = '']) =>
      resourcesOf(stack, type).flatMap(([, { Properties }]) => Properties[property] ?? []),
    );

  test('of two brokers in a stack differ, and so do their metrics', () => {
    const stack = consumerStack();
    const brokers = ['One', 'Two'].map((id) => new FederationBroker(stack, id));
    const names = namesOf(stack);
    expect(names).toHaveLength(6);
    expect(new Set(names).size).toBe(6);
    const [one, two] = brokers.map((broker) => broker.metricDenials().namespace);
    expect(one).not.toBe(two);
  });

  test('in a nested stack are known, and differ from those of the parent', () => {
    const parent = consumerStack();
    const nested = new NestedStack(parent, 'Nested');
    new FederationBroker(parent, 'Broker');
    const broker = new FederationBroker(nested, 'Broker');
    expect(broker.callerPolicyName).toMatch(/^Data-Nested-Broker-[0-9A-F]{8}-Caller$/);
    for (const name of namesOf(nested)) {
      expect(JSON.stringify(name)).toContain('Data-Nested-Broker-');
    }
  });
});

test('the metric methods accept the CDK’s metric options', () => {
  const broker = new FederationBroker(consumerStack(), 'Broker');
  const metrics = [
    broker.metricIssues({ period: Duration.hours(1) }),
    broker.metricListings(),
    broker.metricDenials(),
    broker.metricThrottledRequests(),
    broker.metricAccessKeyUnavailable(),
    broker.metricAccessKeyAge(),
  ];
  expect(metrics.map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
    ['Issues', 'Sum'],
    ['Listings', 'Sum'],
    ['Denials', 'Sum'],
    ['ThrottledRequests', 'Sum'],
    ['AccessKeyUnavailable', 'Sum'],
    ['AccessKeyAge', 'Maximum'],
  ]);
  expect(metrics[0]?.period.toHours()).toBe(1);
});

test('the metrics know the Region and account of the broker, so dashboards in other Regions show them', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const broker = new FederationBroker(consumerStack({ env }), 'Broker');
  expect(broker.metricDenials().toMetricConfig().metricStat).toMatchObject(env);
});

test('the construct gives access to the secret, the logs and the alarms', () => {
  const stack = consumerStack();
  const broker = new FederationBroker(stack, 'Broker');
  expect(stack.resolve(broker.accessKeySecret.secretArn)).toEqual(ref('BrokerAccessKeySecret'));
  expect(stack.resolve(broker.auditLog.logGroupName)).toEqual(ref('BrokerBrokerFunctionLogs'));
  expect(stack.resolve(broker.rotationLog.logGroupName)).toEqual(
    ref('BrokerAccessKeyRotationLogs'),
  );
  expect(broker.alarms).toHaveLength(7);
});
