import { App, CfnOutput, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { BROKER_NAME_MAX } from '../../core/configuration/configuration.ts';
import { Authentication, FederationBroker } from '../../lib/index.ts';
import { type ReadableTemplate, readable, readableTemplate } from './readable-template.ts';

const JWT = { type: 'jwt', issuer: 'https://id.example.com', audience: ['broker'] } as const;

/** Replaces references in names. It is longer than any id that CloudFormation returns here. Ids of APIs have 10 characters. */
const REFERENCE = 'x'.repeat(32);

/**
 * The characters and lengths that AWS accepts. Names that are not listed are created by CloudFormation, which shortens them.
 * Source: the reference of each type, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
const LIMITS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'AWS::ApiGatewayV2::Api': { Name: /^.{1,128}$/, Description: /^.{0,1024}$/ },
  'AWS::ApiGatewayV2::Authorizer': { Name: /^.{1,128}$/ },
  'AWS::ApiGatewayV2::Integration': { Description: /^.{0,1024}$/ },
  'AWS::ApiGatewayV2::Stage': { StageName: /^.{1,128}$/, Description: /^.{0,1024}$/ },
  'AWS::CloudWatch::Alarm': {
    AlarmDescription: /^.{0,1024}$/,
    MetricName: /^.{1,255}$/,
    Namespace: /^[^:].{0,254}$/,
  },
  'AWS::IAM::ManagedPolicy': {
    ManagedPolicyName: /^[\w+=,.@-]{1,128}$/,
    Description: /^.{0,1000}$/,
  },
  'AWS::IAM::Role': { Description: /^.{0,1000}$/ },
  'AWS::Lambda::Function': { Description: /^.{0,256}$/ },
  'AWS::Logs::LogGroup': { LogGroupName: /^[.\-_/#A-Za-z0-9]{1,512}$/ },
  'AWS::SecretsManager::Secret': { Description: /^.{0,2048}$/ },
};

/** Names of metrics. Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html */
const METRIC = /^[^:*$]{1,255}$/;

/** Returns the names that AWS would refuse. */
function faultsOf({ Resources = {}, Outputs = {} }: Partial<ReadableTemplate>): readonly string[] {
  const resources = Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const named = Object.entries(Properties)
      .filter(([name]) => /(Name|Description|Namespace)$/.test(name))
      .filter(([name]) => !REFERENCES.has(name) || LIMITS[Type]?.[name] !== undefined)
      .map(([name, value]) => [name, value, LIMITS[Type]?.[name]] as const);
    const transformed = ([Properties.MetricTransformations ?? []].flat() as Transformation[])
      .flatMap(({ MetricName, MetricNamespace }) => [MetricName, MetricNamespace])
      .map((value) => ['MetricTransformations', value, METRIC] as const);
    return [
      ...(/^[A-Za-z0-9]{1,255}$/.test(id) ? [] : [`${id}: logical id`]),
      ...[...named, ...transformed]
        .filter(([, value, limit]) => !limit?.test(withReferences(value)))
        .map(([name, value]) => `${id} (${Type}): ${name}: ${value}`),
    ];
  });
  const outputs = Object.entries(Outputs).flatMap(([id, { Description = '', Export }]) => [
    ...(withReferences(Description).length <= 1024 ? [] : [`${id}: Description`]),
    ...(withReferences(Export?.Name ?? '').length <= 255 ? [] : [`${id}: Export`]),
  ]);
  return [...resources, ...outputs];
}

interface Transformation {
  readonly MetricName: string;
  readonly MetricNamespace: string;
}

/** Properties that refer to another resource by its name. */
const REFERENCES: ReadonlySet<string> = new Set([
  ...['DomainName', 'FunctionName', 'LogGroupName', 'MetricName', 'Namespace', 'UserName'],
]);

function withReferences(value: unknown): string {
  return String(value).replaceAll(/\$\{[^}]+\}/g, REFERENCE);
}

test('AWS accepts every name in a stack whose own name has the maximum length', () => {
  const template = readableTemplate({
    stackName: 'S'.repeat(BROKER_NAME_MAX),
    authentication: [{ type: 'iam' }, { ...JWT, nameClaim: 'sub', scopes: [] }],
  });
  expect(JSON.stringify(template)).toContain('S'.repeat(BROKER_NAME_MAX));
  expect(faultsOf(template)).toEqual([]);
});

test('the check finds a name that is too long', () => {
  const ManagedPolicyName = 'x'.repeat(129);
  const Resources = { A: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName } } };
  expect(faultsOf({ Resources })).toEqual([
    `A (AWS::IAM::ManagedPolicy): ManagedPolicyName: ${ManagedPolicyName}`,
  ]);
});

test('AWS accepts every name in a nested stack with the longest construct ids, and in exports for another stack', () => {
  const app = new App({ analyticsReporting: false, context: { [BUNDLING_STACKS]: [] } });
  const parent = new Stack(app, 'P'.repeat(100), { stackName: 'S'.repeat(128) });
  const nested = new NestedStack(parent, 'N'.repeat(100));
  const iam = Authentication.iam();
  const authentication = [iam, Authentication.jwt(JWT)];
  const [inner, outer] = [nested, parent].map(
    (scope) => new FederationBroker(scope, 'B'.repeat(100), { authentication }),
  ) as [FederationBroker, FederationBroker];
  const importing = new Stack(app, 'Other');
  for (const [id, broker] of Object.entries({ inner, outer })) {
    new CfnOutput(importing, `${id}Url`, { value: broker.url(iam) });
    new CfnOutput(importing, `${id}Log`, { value: broker.auditLog.logGroupName });
    new CfnOutput(importing, `${id}Policy`, { value: broker.callerPolicy.managedPolicyArn });
  }
  const templates = [parent, nested, importing].map(
    (stack) => readable(Template.fromStack(stack).toJSON()) as ReadableTemplate,
  );
  expect(JSON.stringify(templates)).toContain('"Export":');
  expect(templates.flatMap(faultsOf)).toEqual([]);
  expect(inner.callerPolicyName).not.toBe(outer.callerPolicyName);
});
