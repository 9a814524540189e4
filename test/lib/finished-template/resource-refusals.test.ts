import { CfnElement, Fn, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  CfnManagedPolicy,
  CfnPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  CfnFunction,
  CfnPermission,
  Code,
  FunctionUrlAuthType,
  Function as Lambda,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { CfnResourcePolicy, CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { appWith, Broker, below, problemsOf } from './broker-in-app.ts';

import { type Consumer, EVERYTHING, type Refusal, refuses } from './refusals.ts';

const ARN_START = 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function';

const INCLUDE = { Name: 'AWS::Include', Parameters: { Location: 's3://amzn-s3-demo-bucket/a' } };

const functionArn = ({ broker }: Consumer) => broker.function.handler.functionArn;

const logicalIdOfFunction = (broker: Broker): string =>
  Stack.of(broker).resolve(below(broker, CfnFunction, /BrokerFunction/).logicalId);

/** Adds resources to the template that have no CDK construct. */
function addResources(stack: Stack, Resources: object): void {
  class Literal extends CfnElement {
    override _toCloudFormation(): object {
      return { Resources };
    }
  }
  new Literal(stack, 'Literal');
}

describe('the secret may not', () => {
  refuses([
    [
      'have a value in the template',
      ({ broker }) => {
        broker.secret.secretString = '{"AccessKeyId":"AKIA"}';
      },
      /Secret \(\w+\): SecretString: must be "\{\}", is "\{\\"AccessKeyId\\":\\"AKIA\\"\}": only the rotation may write/,
    ],
    [
      'be generated',
      ({ broker }) =>
        broker.secret.addPropertyOverride('GenerateSecretString', { PasswordLength: 32 }),
      /Secret \(\w+\): GenerateSecretString/,
    ],
    [
      'be copied to other regions',
      ({ broker }) => {
        broker.secret.replicaRegions = [{ region: 'us-east-1' }];
      },
      /Secret \(\w+\): ReplicaRegions: must be absent/,
    ],
    [
      'have a second policy',
      ({ stack, broker }) => {
        new CfnResourcePolicy(stack, 'Open', {
          secretId: broker.secret.ref,
          resourcePolicy: EVERYTHING,
        });
      },
      /Consumer\/Open \(Open\): AWS::SecretsManager::ResourcePolicy refers to the secret of the broker access key, .*: remove it/,
    ],
    [
      'have another policy',
      ({ broker }) =>
        below(broker, CfnResourcePolicy, /./).resourcePolicy.addStatements(
          new PolicyStatement({ actions: ['secretsmanager:*'], resources: ['*'] }),
        ),
      /SecretPolicy \(\w+\): ResourcePolicy: must be/,
    ],
    [
      'be rotated by another function',
      ({ broker }) => {
        below(broker, CfnRotationSchedule, /./).rotationLambdaArn =
          'arn:aws:lambda:eu-west-1:1:function:f';
      },
      /RotationSchedule \(\w+\): RotationLambdaARN: must be/,
    ],
    [
      'be read into a template',
      ({ stack, broker }) => {
        const secret = Secret.fromSecretCompleteArn(stack, 'Imported', broker.secret.ref);
        new Lambda(stack, 'Reader', {
          code: Code.fromInline('x'),
          handler: 'index.handler',
          runtime: Runtime.NODEJS_24_X,
          environment: { KEY: secret.secretValueFromJson('SecretAccessKey').unsafeUnwrap() },
        });
      },
      /Consumer\/Reader\/Resource \(\w+\): AWS::Lambda::Function refers to the secret/,
    ],
  ]);
});

describe('a function may not', () => {
  refuses([
    [
      'be invoked by others',
      (consumer) => {
        new CfnPermission(consumer.stack, 'Open', {
          action: 'lambda:InvokeFunction',
          functionName: functionArn(consumer),
          principal: '*',
        });
      },
      /Consumer\/Open \(Open\): AWS::Lambda::Permission refers to a function of the broker, .*: remove it: a direct invocation of the function/,
    ],
    [
      'be invoked by other principals, because one of the broker’s permissions is changed',
      ({ broker }) => {
        below(broker, CfnPermission, /JwtApi\/GetConsolePermission/).principal = '*';
      },
      /GetConsolePermission \(\w+\): Principal: must be "apigateway.amazonaws.com", is "\*"/,
    ],
    [
      'be invoked by a role of the app',
      ({ stack, broker }) => {
        const role = new Role(stack, 'Role', {
          assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
        });
        broker.function.handler.grantInvoke(role);
      },
      /Consumer\/Role\/DefaultPolicy\/Resource \(\w+\): AWS::IAM::Policy refers to a function/,
    ],
    [
      'be named as plain text',
      ({ stack, broker }) => {
        Object.assign(broker.function.handler.node.defaultChild ?? {}, { functionName: 'broker' });
        new CfnPermission(stack, 'Open', {
          action: 'lambda:InvokeFunction',
          functionName: 'broker',
          principal: '*',
        });
      },
      /Consumer\/Open \(Open\): AWS::Lambda::Permission refers to a function/,
    ],
    ...(
      [
        ['in a text with variables', Fn.sub(`${ARN_START}:broker`)],
        ['with any version', Fn.sub(`${ARN_START}:broker:*`)],
      ] as const
    ).map(
      ([how, functionName]): Refusal => [
        `be named as plain text ${how}`,
        ({ stack, broker }) => {
          Object.assign(broker.function.handler.node.defaultChild ?? {}, {
            functionName: 'broker',
          });
          new CfnPermission(stack, 'Open', {
            action: 'lambda:InvokeFunction',
            functionName,
            principal: '*',
          });
        },
        /Consumer\/Open \(Open\): AWS::Lambda::Permission refers to a function/,
      ],
    ),
    [
      'be invoked by a role of the app whose policy is a text of JSON',
      (consumer) => {
        new CfnManagedPolicy(consumer.stack, 'Text', {
          policyDocument: consumer.stack.toJsonString({
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn(consumer) },
            ],
          }),
        });
      },
      /Consumer\/Text \(Text\): AWS::IAM::ManagedPolicy refers to a function/,
    ],
  ]);

  test('have a function URL or a permission for one', () => {
    const app = appWith();
    const broker = new Broker(new Stack(app, 'Consumer'));
    broker.function.handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    const problems = problemsOf(app);
    expect(problems).toContainEqual(
      expect.stringMatching(/FunctionUrl\/Resource \(\w+\): AWS::Lambda::Url refers to a function/),
    );
    expect(
      problems.filter((problem) => !/AWS::Lambda::(?:Url|Permission) refers/.test(problem)),
    ).toEqual([]);
  });
});

describe('an API may not', () => {
  refuses([
    [
      'have another route',
      ({ stack, broker }) => {
        new CfnRoute(stack, 'Open', { apiId: broker.api.ref, routeKey: 'GET /open' });
      },
      /Consumer\/Open \(Open\): AWS::ApiGatewayV2::Route refers to an API of the broker, .*: add it to an API of your own/,
    ],
    [
      'have another integration',
      ({ stack, broker }) => {
        new CfnIntegration(stack, 'Other', {
          apiId: broker.api.ref,
          integrationType: 'HTTP_PROXY',
        });
      },
      /Consumer\/Other \(Other\): AWS::ApiGatewayV2::Integration refers to an API/,
    ],
    [
      'accept tokens of another issuer',
      ({ broker }) =>
        below(broker, CfnAuthorizer, /./).addPropertyOverride(
          'JwtConfiguration.Issuer',
          'https://elsewhere.example.com',
        ),
      /Authorizer \(\w+\): JwtConfiguration: must be/,
    ],
    [
      'have a route that the property `target` creates',
      ({ broker }) => {
        broker.api.target = 'https://elsewhere.example.com';
      },
      /JwtApi\/Resource \(\w+\): Target: must be absent/,
    ],
    [
      'allow requests from web pages of other origins',
      ({ broker }) => {
        broker.api.corsConfiguration = { allowOrigins: ['*'] };
      },
      /JwtApi\/Resource \(\w+\): CorsConfiguration: must be absent/,
    ],
    [
      'forward requests to another integration',
      ({ broker }) => {
        below(broker, CfnIntegration, /JwtApi/).integrationUri = 'https://elsewhere.example.com';
      },
      /JwtApi\/Integration \(\w+\): IntegrationUri: must be/,
    ],
  ]);
});

describe('the template may not be changed during the deployment', () => {
  refuses([
    ['by a macro', ({ stack }) => stack.addTransform('MyMacro'), /Consumer: transform "MyMacro"/],
    [
      'by an included snippet',
      ({ stack }) => {
        stack.templateOptions.transforms = [INCLUDE as never];
      },
      /Consumer: transform "AWS::Include"/,
    ],
    [
      'by a loop that refers to the broker',
      ({ stack, broker }) => {
        stack.addTransform('AWS::LanguageExtensions');
        const addition = {
          Type: 'AWS::IAM::UserToGroupAddition',
          Properties: { GroupName: { Ref: 'Name' }, Users: [broker.user.ref] },
        };
        addResources(stack, {
          'Fn::ForEach::Groups': ['Name', ['a', 'b'], { '${Name}': addition }],
        });
      },
      /Consumer \(Fn::ForEach::Groups\): what it expands to refers to an identity/,
    ],
    [
      'by a loop that makes routes of the API',
      ({ stack, broker }) => {
        stack.addTransform('AWS::LanguageExtensions');
        const route = {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: { ApiId: broker.api.ref, RouteKey: { Ref: 'Key' } },
        };
        addResources(stack, {
          'Fn::ForEach::Routes': ['Key', ['GET /a', 'GET /b'], { 'Route${Key}': route }],
        });
      },
      /Consumer \(Fn::ForEach::Routes\): what it expands to refers to an API/,
    ],
    [
      'by a transform of its resources',
      ({ stack }) => addResources(stack, { 'Fn::Transform': { Name: 'MyMacro', Parameters: {} } }),
      /Consumer: transform "Fn::Transform"/,
    ],
    [
      'by a transform within one of its resources',
      ({ stack }) => {
        new CfnPolicy(stack, 'More', {
          policyName: 'More',
          policyDocument: { 'Fn::Transform': INCLUDE },
          users: ['somebody'],
        });
      },
      /Consumer: transform "Fn::Transform"/,
    ],
    [
      'by a transform that makes a resource',
      ({ stack }) => addResources(stack, { More: { 'Fn::Transform': INCLUDE } }),
      /Consumer: transform "Fn::Transform"/,
    ],
    [
      'by a connector of AWS SAM, which names resources by their logical ids',
      ({ stack, broker }) => {
        stack.addTransform('AWS::Serverless-2016-10-31');
        const Properties = {
          Source: { Id: 'Own' },
          Destination: { Id: logicalIdOfFunction(broker) },
          Permissions: ['Write'],
        };
        addResources(stack, { Invoke: { Type: 'AWS::Serverless::Connector', Properties } });
      },
      /Consumer: transform "AWS::Serverless::Connector"/,
    ],
    [
      'by a connector of AWS SAM in one of its resources',
      ({ stack, broker }) => {
        stack.addTransform('AWS::Serverless-2016-10-31');
        const Properties = { Destination: { Id: 'Own' }, Permissions: ['Read', 'Write'] };
        below(broker, CfnFunction, /BrokerFunction/).addOverride('Connectors', {
          More: { Properties },
        });
      },
      /Consumer: transform "AWS::Serverless::Connector"/,
    ],
  ]);
});
