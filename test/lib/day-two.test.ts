import { isDeepStrictEqual } from 'node:util';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Authentication, CustomDomain } from '../../core/configuration/authentication.ts';
import type { Configuration } from '../../core/configuration/configuration.ts';
import { readDeployment } from '../../lib/deployment.ts';
import { FederationBrokerStack } from '../../lib/federation-broker-stack.ts';
import { type ReadableTemplate, readableTemplate } from './readable-template.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
const CERTIFICATE =
  'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:broker-alarms';

const LOG_GROUPS = [
  'BrokerAccessKeyCleanupLogs',
  'BrokerAccessKeyRotationLogs',
  'BrokerFunctionLogs',
  'IamApiAccessLog',
];

const IAM: Authentication = { type: 'iam' };
const JWT: Authentication = {
  type: 'jwt',
  issuer: 'https://issuer.example.com',
  audience: ['broker'],
  nameClaim: 'sub',
  scopes: [],
};

type Parts = Readonly<Record<string, unknown>>;

/** `BrokerUser Type`, `BrokerUser.ManagedPolicyArns`, `output IamApiUrl`. */
function partsOf({ Resources, Outputs }: ReadableTemplate): Parts {
  const resources = Object.entries(Resources).flatMap(([id, { Properties, ...attributes }]) => [
    ...Object.entries(attributes).map(([name, value]) => [`${id} ${name}`, value]),
    ...Object.entries(Properties ?? {}).map(([name, value]) => [`${id}.${name}`, value]),
  ]);
  const outputs = Object.entries(Outputs).map(([id, { Value }]) => [`output ${id}`, Value]);
  return Object.fromEntries([...resources, ...outputs]);
}

/** The parts of the stack that the option changes. A part that it removes is `undefined`. */
function changesBy(option: Partial<Configuration>, without: Partial<Configuration> = {}): Parts {
  const before = partsOf(readableTemplate(without));
  const after = partsOf(readableTemplate({ ...without, ...option }));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => !isDeepStrictEqual(before[name], after[name]))
      .map((name) => [name, after[name]]),
  );
}

const forEach = (ids: readonly string[], parts: (id: string) => Parts): Parts =>
  Object.assign({}, ...ids.map(parts));

test('by default, logs are deleted with the stack, alarms notify nobody, and keys, concurrency and host names are AWS’s defaults', () => {
  const parts = partsOf(readableTemplate({ authentication: [IAM, JWT] }));
  expect(Object.keys(parts).join('\n')).not.toMatch(
    /AlarmActions|KmsKeyId|ReservedConcurrentExecutions|DisableExecuteApiEndpoint|Domain|DnsTarget/,
  );
  expect(JSON.stringify(parts)).not.toContain('Retain');
  expect(JSON.stringify(parts)).not.toContain('kms:');
});

test('with keepLogs, only the logs outlive the stack and a replacement, but not a failed creation', () => {
  expect(changesBy({ keepLogs: true })).toEqual(
    forEach(LOG_GROUPS, (id) => ({
      [`${id} DeletionPolicy`]: 'RetainExceptOnCreate',
      [`${id} UpdateReplacePolicy`]: 'Retain',
    })),
  );
});

test('concurrency is reserved only for the broker function', () => {
  expect(changesBy({ reservedConcurrency: 20 })).toEqual({
    'BrokerFunction.ReservedConcurrentExecutions': 20,
  });
});

test('every alarm notifies the topic', () => {
  const alarms = Object.entries(readableTemplate().Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .map(([id]) => id);
  expect(alarms.length).toBeGreaterThan(0);
  expect(changesBy({ alarmTopic: TOPIC })).toEqual(
    forEach(alarms, (id) => ({ [`${id}.AlarmActions`]: [TOPIC] })),
  );
});

describe('an encryption key', () => {
  const throughSecretsManager = (Action: string | readonly string[]) => ({
    Sid: 'UseTheKeyOfTheSecret',
    Effect: 'Allow',
    Action,
    Resource: KEY,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.${AWS::Region}.amazonaws.com' },
    },
  });

  interface Policy {
    readonly PolicyDocument: { readonly Statement: readonly unknown[] };
  }

  const statementsOf = (parts: Parts, role: string) =>
    (parts[`${role}.Policies`] as readonly Policy[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );

  test('encrypts the secret and every log, and changes only the roles that use the secret', () => {
    expect(changesBy({ kmsKey: KEY })).toEqual({
      'BrokerAccessKeySecret.KmsKeyId': KEY,
      ...forEach(LOG_GROUPS, (id) => ({ [`${id}.KmsKeyId`]: KEY })),
      'BrokerFunctionRole.Policies': expect.anything(),
      'BrokerAccessKeyRotationRole.Policies': expect.anything(),
    });
  });

  test('may be used through both domain names of Secrets Manager in China', () => {
    const key = KEY.replace('arn:aws:', 'arn:aws-cn:');
    const statements = statementsOf(
      partsOf(readableTemplate({ kmsKey: key })),
      'BrokerFunctionRole',
    );
    expect(JSON.stringify(statements)).toContain(
      JSON.stringify({
        'kms:ViaService': [
          'secretsmanager.${AWS::Region}.amazonaws.com',
          'secretsmanager.${AWS::Region}.amazonaws.com.cn',
        ],
      }),
    );
  });

  test.each([
    ['BrokerFunctionRole', throughSecretsManager('kms:Decrypt')],
    ['BrokerAccessKeyRotationRole', throughSecretsManager(['kms:Decrypt', 'kms:GenerateDataKey'])],
  ])('adds this statement to %s', (role, statement) => {
    const before = statementsOf(partsOf(readableTemplate()), role);
    const after = statementsOf(partsOf(readableTemplate({ kmsKey: KEY })), role);
    expect(after.filter((each) => !isDeepStrictEqual(each, statement))).toEqual(before);
    expect(after).toContainEqual(statement);
  });
});

describe('a custom domain', () => {
  const named = (domainName: string): { readonly customDomain: CustomDomain } => ({
    customDomain: { domainName, certificateArn: CERTIFICATE },
  });

  const changed = (api: string, name: string): Parts => ({
    [`${api}.DisableExecuteApiEndpoint`]: true,
    [`${api}Domain Type`]: 'AWS::ApiGatewayV2::DomainName',
    [`${api}Domain.DomainName`]: name,
    [`${api}Domain.DomainNameConfigurations`]: [
      { CertificateArn: CERTIFICATE, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
    ],
    [`${api}DomainMapping Type`]: 'AWS::ApiGatewayV2::ApiMapping',
    [`${api}DomainMapping DependsOn`]: [`${api}Stage`],
    [`${api}DomainMapping.ApiId`]: `\${${api}}`,
    [`${api}DomainMapping.DomainName`]: `\${${api}Domain}`,
    [`${api}DomainMapping.Stage`]: '$default',
    [`output ${api}Url`]: `https://${name}`,
    [`output ${api}DnsTarget`]: `\${${api}Domain.RegionalDomainName}`,
  });

  const iam = { ...IAM, ...named('broker.example.com') };
  const jwt = { ...JWT, ...named('people.example.com') };

  test.each<[string, readonly Authentication[], Parts]>([
    ['signed requests', [iam, JWT], changed('IamApi', 'broker.example.com')],
    ['tokens', [IAM, jwt], changed('JwtApi', 'people.example.com')],
    [
      'both',
      [iam, jwt],
      {
        ...changed('IamApi', 'broker.example.com'),
        ...changed('JwtApi', 'people.example.com'),
      },
    ],
  ])('of the API for %s replaces API Gateway’s host name', (_, authentication, changes) => {
    expect(changesBy({ authentication }, { authentication: [IAM, JWT] })).toEqual(changes);
  });
});

describe('rules of an organization', () => {
  const ROLES = ['BrokerAccessKeyCleanupRole', 'BrokerAccessKeyRotationRole', 'BrokerFunctionRole'];

  test('the boundary applies to every role, and to nothing else', () => {
    const rolesBoundary = 'arn:aws:iam::111122223333:policy/org-boundary';
    expect(changesBy({ rolesBoundary })).toEqual(
      forEach(ROLES, (id) => ({ [`${id}.PermissionsBoundary`]: rolesBoundary })),
    );
  });

  test('tags apply to everything that can have tags, except the broker user', () => {
    const list = [
      { Key: 'cost center', Value: '' },
      { Key: 'team', Value: 'a' },
    ];
    const tags = [
      { key: 'team', value: 'a' },
      { key: 'cost center', value: '' },
    ];
    const ofAlarms = Object.keys(partsOf(readableTemplate()))
      .filter((part) => part.startsWith('Alarms') && part.endsWith(' Type'))
      .map((part) => part.replace(' Type', ''));
    const functions = ['BrokerAccessKeyCleanup', 'BrokerAccessKeyRotation', 'BrokerFunction'];
    const listed = [
      ...[...ROLES, ...LOG_GROUPS, ...functions, ...ofAlarms],
      ...['BrokerAccessKeySecret', 'Dashboard'],
    ];
    expect(changesBy({ tags })).toEqual({
      ...forEach(listed, (id) => ({ [`${id}.Tags`]: list })),
      ...forEach(['IamApi', 'IamApiStage'], (id) => ({
        [`${id}.Tags`]: { 'cost center': '', team: 'a' },
      })),
    });
  });

  test('the configured boundary takes precedence over that of the app', () => {
    const PermissionsBoundary = 'arn:aws:iam::111122223333:policy/org-boundary';
    const deployment = readDeployment('test/fixtures/stack/federation-broker.json');
    const context = { '@aws-cdk/core:permissionsBoundary': { name: 'another' } };
    const stack = new FederationBrokerStack(new App({ analyticsReporting: false, context }), {
      ...deployment,
      configuration: { ...deployment.configuration, rolesBoundary: PermissionsBoundary },
    });
    Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary });
  });
});
