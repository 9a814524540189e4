import { parseScope } from '../core/grants/parse-scope.ts';
import {
  type ReadableResource,
  type ReadableTemplate,
  readableTemplate,
} from './readable-template.ts';
import { expectExactRole, FUNCTION_ROLES } from './role-statements.ts';
import { LIST_ACTIONS, READ_ACTIONS, WRITE_ACTIONS } from './s3-actions.ts';

const ACCOUNT_ARN = (service: string, region: boolean) =>
  `arn:\${AWS::Partition}:${service}:${region ? '${AWS::Region}' : ''}:\${AWS::AccountId}`;
const SECRET = '${BrokerAccessKeySecret}';

const DENY_CUSTOMER_PROVIDED_KEYS = {
  Effect: 'Deny',
  Action: 's3:PutObject',
  Resource: '*',
  Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
};

let template: ReadableTemplate;

beforeAll(() => {
  template = readableTemplate();
});

function resource(logicalId: string): ReadableResource {
  const found = template.Resources[logicalId];
  if (found === undefined) {
    throw new Error(`The template has no ${logicalId}.`);
  }
  return found;
}

function resourcesOf(type: string): readonly [string, ReadableResource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

describe('the template', () => {
  test('has these resources and no others', () => {
    expect(Object.entries(template.Resources).map(([id, { Type }]) => `${id} ${Type}`)).toEqual([
      'BrokerUserCeiling AWS::IAM::ManagedPolicy',
      'BrokerUser AWS::IAM::User',
      'BrokerAccessKeySecret AWS::SecretsManager::Secret',
      'BrokerAccessKeyCleanupLogs AWS::Logs::LogGroup',
      'BrokerAccessKeyCleanupRole AWS::IAM::Role',
      'BrokerAccessKeyCleanup AWS::Lambda::Function',
      'BrokerAccessKeyDeletion Custom::AccessKeys',
      'BrokerAccessKeyRotationLogs AWS::Logs::LogGroup',
      'BrokerAccessKeyRotationRole AWS::IAM::Role',
      'BrokerAccessKeyRotation AWS::Lambda::Function',
      'BrokerAccessKeyRotationPermission AWS::Lambda::Permission',
      'BrokerAccessKeyRotationSchedule AWS::SecretsManager::RotationSchedule',
      'BrokerAccessKeySecretPolicy AWS::SecretsManager::ResourcePolicy',
      'BrokerFunctionLogs AWS::Logs::LogGroup',
      'BrokerFunctionRole AWS::IAM::Role',
      'BrokerFunction AWS::Lambda::Function',
      'IamApi AWS::ApiGatewayV2::Api',
      'IamApiIntegration AWS::ApiGatewayV2::Integration',
      'IamApiPostFederationTokens AWS::ApiGatewayV2::Route',
      'IamApiPostFederationTokensPermission AWS::Lambda::Permission',
      'IamApiGetBucketsBucketKeys AWS::ApiGatewayV2::Route',
      'IamApiGetBucketsBucketKeysPermission AWS::Lambda::Permission',
      'IamApiGetConsole AWS::ApiGatewayV2::Route',
      'IamApiGetConsolePermission AWS::Lambda::Permission',
      'IamApiGetGrants AWS::ApiGatewayV2::Route',
      'IamApiGetGrantsPermission AWS::Lambda::Permission',
      'IamApiAccessLog AWS::Logs::LogGroup',
      'IamApiStage AWS::ApiGatewayV2::Stage',
      'IamApiCallerPolicy AWS::IAM::ManagedPolicy',
      'MetricsIssues AWS::Logs::MetricFilter',
      'MetricsListings AWS::Logs::MetricFilter',
      'MetricsDenials AWS::Logs::MetricFilter',
      'MetricsAccessKeyUnavailable AWS::Logs::MetricFilter',
      'MetricsAwsAccessDenied AWS::Logs::MetricFilter',
      'MetricsAccessKeyAge AWS::Logs::MetricFilter',
      'MetricsIamApiThrottledRequests AWS::Logs::MetricFilter',
      'AlarmsRotationFailed AWS::CloudWatch::Alarm',
      'AlarmsNoUsableAccessKey AWS::CloudWatch::Alarm',
      'AlarmsAccessKeyTooOld AWS::CloudWatch::Alarm',
      'AlarmsAwsAccessDenied AWS::CloudWatch::Alarm',
      'AlarmsThrottled AWS::CloudWatch::Alarm',
      'AlarmsIamApiServerErrors AWS::CloudWatch::Alarm',
      'AlarmsDenials AWS::CloudWatch::Alarm',
      'Dashboard AWS::CloudWatch::Dashboard',
    ]);
    expect(Object.keys(template)).toEqual(['Description', 'Resources', 'Outputs']);
  });

  test('has a description wherever CloudFormation accepts one', () => {
    const describable = [
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
      'AWS::SecretsManager::Secret',
      'AWS::Lambda::Function',
      'AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Stage',
    ];
    for (const type of describable) {
      for (const [, { Properties }] of resourcesOf(type)) {
        expect(Properties.Description).toEqual(expect.stringMatching(/\w+ \w+/));
      }
    }
  });

  test('outputs the URL, the caller policy, the secret and the logs', () => {
    expect(Object.entries(template.Outputs).map(([id, { Value }]) => [id, Value])).toEqual([
      ['IamApiUrl', '${IamApi.ApiEndpoint}'],
      ['IamApiAccessLogGroup', '${IamApiAccessLog}'],
      ['CallerPolicyArn', '${IamApiCallerPolicy}'],
      ['BrokerAccessKeySecretArn', SECRET],
      ['BrokerLogGroup', '${BrokerFunctionLogs}'],
      ['RotationLogGroup', '${BrokerAccessKeyRotationLogs}'],
    ]);
  });
});

describe('the broker user', () => {
  test('has the ceiling as its only policy and as its boundary, and no tags', () => {
    expect(resource('BrokerUser').Properties).toEqual({
      ManagedPolicyArns: ['${BrokerUserCeiling}'],
      PermissionsBoundary: '${BrokerUserCeiling}',
    });
  });

  test('can issue federation tokens of its account, and has the permissions that the grants need', () => {
    const ofThisAccount = { StringEquals: { 'aws:ResourceAccount': '${AWS::AccountId}' } };
    expect(resource('BrokerUserCeiling').Properties.PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:GetFederationToken',
          Resource: `${ACCOUNT_ARN('sts', false)}:federated-user/*`,
        },
        {
          Effect: 'Allow',
          Action: LIST_ACTIONS,
          Resource: [
            'arn:${AWS::Partition}:s3:::builds',
            'arn:${AWS::Partition}:s3:::not-made',
            'arn:${AWS::Partition}:s3:::foreign',
            'arn:${AWS::Partition}:s3:::reports',
          ],
          Condition: ofThisAccount,
        },
        {
          Effect: 'Allow',
          Action: READ_ACTIONS,
          Resource: ['arn:${AWS::Partition}:s3:::reports/team-a/*'],
          Condition: ofThisAccount,
        },
        {
          Effect: 'Allow',
          Action: WRITE_ACTIONS,
          Resource: ['arn:${AWS::Partition}:s3:::reports/drop/*'],
          Condition: ofThisAccount,
        },
        {
          Effect: 'Allow',
          Action: [...READ_ACTIONS, ...WRITE_ACTIONS],
          Resource: ['arn:${AWS::Partition}:s3:::builds/*'],
          Condition: ofThisAccount,
        },
        DENY_CUSTOMER_PROVIDED_KEYS,
      ],
    });
  });
});

describe('a configured ceiling', () => {
  test('replaces the one that the grants need, and limits buckets to their accounts', () => {
    const ceiling = [
      { scope: parseScope('s3://reports/*'), permission: 'READ' },
      { scope: parseScope('s3://shared/x/*'), permission: 'LIST', bucketAccount: '444455556666' },
    ] as const;
    const { Resources } = readableTemplate({ ceiling }, []);
    const document = Resources.BrokerUserCeiling?.Properties.PolicyDocument;
    expect(document).toMatchObject({
      Statement: [
        { Action: 'sts:GetFederationToken' },
        {
          Action: LIST_ACTIONS,
          Resource: ['arn:${AWS::Partition}:s3:::reports'],
          Condition: { StringEquals: { 'aws:ResourceAccount': '${AWS::AccountId}' } },
        },
        { Action: READ_ACTIONS, Resource: ['arn:${AWS::Partition}:s3:::reports/*'] },
        { Action: 's3:GetBucketLocation', Resource: ['arn:${AWS::Partition}:s3:::shared'] },
        {
          Action: 's3:ListBucket',
          Resource: ['arn:${AWS::Partition}:s3:::shared'],
          Condition: {
            StringEquals: { 'aws:ResourceAccount': '444455556666' },
            StringLike: { 's3:prefix': ['x/*'] },
          },
        },
        DENY_CUSTOMER_PROVIDED_KEYS,
      ],
    });
  });
});

test('the configuration can allow writes with customer-provided keys', () => {
  const { Resources } = readableTemplate({ allowCustomerProvidedKeys: true });
  const policy = JSON.stringify(Resources.BrokerUserCeiling?.Properties.PolicyDocument);
  expect(policy).not.toContain('Deny');
  expect(policy).not.toContain('customer-algorithm');
});

describe('a ceiling for tags and keys', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

  test('also allows session tags with these keys, and use of the KMS keys through S3', () => {
    const { Resources } = readableTemplate({}, [
      {
        id: 'team-a',
        grantee: { iam: 'role/TeamA' },
        scope: 's3://reports/*',
        permission: 'WRITE',
        tags: { team: 'a' },
        kmsKey: KEY,
      },
    ]);
    expect(Resources.BrokerUserCeiling?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        { Action: 'sts:GetFederationToken' },
        {
          Action: 'sts:TagSession',
          Resource: '*',
          Condition: {
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
            Null: { 'aws:TagKeys': 'false' },
          },
        },
        { Action: 's3:GetBucketLocation', Resource: ['arn:${AWS::Partition}:s3:::reports'] },
        { Action: WRITE_ACTIONS },
        { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: [KEY] },
        DENY_CUSTOMER_PROVIDED_KEYS,
      ],
    });
  });
});

describe('each role', () => {
  test.each(FUNCTION_ROLES)('%s has exactly these permissions', (role) => {
    expectExactRole(template, role);
  });

  test('is one of these three', () => {
    expect(resourcesOf('AWS::IAM::Role').map(([id]) => id)).toEqual([
      'BrokerAccessKeyCleanupRole',
      'BrokerAccessKeyRotationRole',
      'BrokerFunctionRole',
    ]);
  });

  test('belongs to one function', () => {
    const roles = resourcesOf('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role);
    expect(new Set(roles).size).toBe(3);
  });
});

describe('no statement', () => {
  const wildcardResources = () =>
    Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
      statementsIn(Properties)
        .filter(({ Effect, Resource }) => Effect === 'Allow' && [Resource].flat().includes('*'))
        .map(() => id),
    );

  test('allows anything on every resource', () => {
    expect(wildcardResources()).toEqual([]);
  });

  test('allows a pattern of actions, or everything with exceptions', () => {
    const allowed = Object.values(template.Resources).flatMap(({ Properties }) =>
      statementsIn(Properties).filter(({ Effect }) => Effect === 'Allow'),
    );
    expect(allowed.length).toBeGreaterThan(10);
    for (const statement of allowed) {
      expect(Object.keys(statement)).not.toContain('NotAction');
      expect(Object.keys(statement)).not.toContain('NotResource');
      expect([statement.Action].flat().join()).not.toContain('*');
    }
  });
});

describe('the secret', () => {
  test('starts empty, so that no key passes through CloudFormation', () => {
    const { Description, ...properties } = resource('BrokerAccessKeySecret').Properties;
    expect(properties).toEqual({ SecretString: '{}' });
  });

  test('rotates as configured, after its policy and the permission to invoke the rotation function exist', () => {
    expect(resource('BrokerAccessKeyRotationSchedule')).toMatchObject({
      Properties: {
        SecretId: SECRET,
        RotationLambdaARN: '${BrokerAccessKeyRotation.Arn}',
        RotationRules: { AutomaticallyAfterDays: 7 },
      },
      DependsOn: ['BrokerAccessKeyRotationPermission', 'BrokerAccessKeySecretPolicy'],
    });
  });
});

describe('deletion', () => {
  test('removes the rotation and its permissions before the keys, and the keys before the user', () => {
    expect(resource('BrokerAccessKeyRotationRole').DependsOn).toEqual(['BrokerAccessKeyDeletion']);
    expect(resource('BrokerAccessKeyDeletion').Properties).toEqual({
      ServiceToken: '${BrokerAccessKeyCleanup.Arn}',
      ServiceTimeout: '300',
      UserName: '${BrokerUser}',
    });
  });

  test('leaves nothing behind', () => {
    for (const { Type, DeletionPolicy } of Object.values(template.Resources)) {
      expect(`${Type} ${DeletionPolicy ?? 'Delete'}`).toBe(`${Type} Delete`);
    }
  });
});

describe('each function', () => {
  test.each([
    [
      'BrokerFunction',
      29,
      {
        ACCOUNT_ID: '${AWS::AccountId}',
        PARTITION: '${AWS::Partition}',
        APIS: '{"iam":"${IamApi}","jwt":[]}',
        BROKER_ACCESS_KEY_SECRET_ARN: SECRET,
      },
    ],
    [
      'BrokerAccessKeyRotation',
      120,
      { BROKER_USER_NAME: '${BrokerUser}', BROKER_ACCESS_KEY_SECRET_ARN: SECRET },
    ],
    ['BrokerAccessKeyCleanup', 120, undefined],
  ])('%s runs on Node.js 24 on arm64, with these variables', (id, timeoutSeconds, variables) => {
    const { Properties } = resource(id);
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: timeoutSeconds,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `\${${id}Logs}` },
    });
    expect(Properties.Environment).toEqual(
      variables === undefined ? undefined : { Variables: variables },
    );
  });

  test('runs on x86_64 if configured', () => {
    const { Resources } = readableTemplate({ architecture: 'x86_64' });
    const architectures = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Architectures);
    expect(architectures).toEqual([['x86_64'], ['x86_64'], ['x86_64']]);
  });

  test('has its own bundle', () => {
    const bundles = resourcesOf('AWS::Lambda::Function').map(([, { Properties }]) =>
      JSON.stringify(Properties.Code),
    );
    expect(new Set(bundles).size).toBe(3);
  });
});

describe('the API', () => {
  test('hands requests to the broker function in payload format 2.0', () => {
    expect(resource('IamApiIntegration').Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: '${BrokerFunction.Arn}',
      PayloadFormatVersion: '2.0',
    });
  });

  test('has no CORS configuration', () => {
    const { Description, ...properties } = resource('IamApi').Properties;
    expect(properties).toEqual({ Name: 'TestBroker-iam', ProtocolType: 'HTTP' });
  });

  test('is throttled and logged as configured', () => {
    const { AccessLogSettings, ...stage } = resource('IamApiStage').Properties;
    expect(stage).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    });
    expect(resource('IamApiAccessLog').Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/federation-broker/TestBroker/iam/${IamApi}',
    });
    const { Format, DestinationArn } = AccessLogSettings as Record<string, string>;
    expect(DestinationArn).toBe('${IamApiAccessLog.Arn}');
    expect(Object.values(JSON.parse(Format ?? ''))).toContain('$context.identity.userArn');
  });
});

test('every log is kept for the configured number of days', () => {
  const logGroups = resourcesOf('AWS::Logs::LogGroup');
  expect(logGroups).toHaveLength(4);
  for (const [, { Properties }] of logGroups) {
    expect(Properties.RetentionInDays).toBe(30);
  }
});

interface ReadableStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

function statementsIn(value: unknown): readonly ReadableStatement[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = 'Statement' in value ? (value.Statement as readonly ReadableStatement[]) : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
