import { Aspects, CfnOutput, CfnResource, Fn, Stack, Tags } from 'aws-cdk-lib';
import { CfnApiMapping, CfnIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ArnPrincipal,
  CfnAccessKey,
  CfnRole,
  CfnUser,
  CfnUserToGroupAddition,
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, FunctionUrlAuthType, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { Grantee, Permission, Scope } from '../../../lib/index.ts';
import { appWith, Broker, below, problemsOf } from './broker-in-app.ts';

interface Consumer {
  readonly stack: Stack;
  readonly broker: Broker;
}

const WAYS: readonly [string, (consumer: Consumer) => void][] = [
  ['nothing else', () => undefined],
  [
    'users, keys, groups, secrets and functions of its own',
    ({ stack }) => {
      const user = new CfnUser(stack, 'User', { tags: [{ key: 'team', value: 'a' }] });
      new CfnAccessKey(stack, 'Key', { userName: user.ref });
      new CfnUserToGroupAddition(stack, 'Admins', { groupName: 'admins', users: [user.ref] });
      new Secret(stack, 'Secret').addToResourcePolicy(
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: ['*'],
          principals: [new ServicePrincipal('ec2.amazonaws.com')],
        }),
      );
      functionIn(stack).addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    },
  ],
  [
    'a role that may call the API',
    ({ stack, broker }) => {
      roleIn(stack).addToPolicy(
        new PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: [
            Fn.sub('arn:aws:execute-api:eu-west-1:111122223333:${Api}/*', { Api: broker.api.ref }),
          ],
        }),
      );
    },
  ],
  [
    'a role that may read the settings of the function, and one that must not touch it',
    ({ stack, broker }) => {
      const { functionArn } = broker.function.handler;
      roleIn(stack).addToPolicy(
        new PolicyStatement({ actions: ['lambda:GetFunction'], resources: [functionArn] }),
      );
      roleIn(stack, 'Denied').addToPolicy(
        new PolicyStatement({
          effect: Effect.DENY,
          actions: ['lambda:*'],
          resources: [functionArn],
        }),
      );
    },
  ],
  [
    'a role that may rotate the secret',
    ({ stack, broker }) => {
      roleIn(stack).addToPolicy(
        new PolicyStatement({
          actions: ['secretsmanager:RotateSecret'],
          resources: [broker.secret.ref],
        }),
      );
    },
  ],
  [
    'a key whose policy lets the user in',
    ({ stack, broker }) => {
      new Key(stack, 'Key').addToResourcePolicy(
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          principals: [new ArnPrincipal(broker.user.attrArn)],
          resources: ['*'],
        }),
      );
    },
  ],
  [
    'alarms, parameters and outputs',
    ({ stack, broker }) => {
      const { handler } = broker.function;
      new Alarm(stack, 'Errors', {
        metric: handler.metricErrors(),
        threshold: 1,
        evaluationPeriods: 1,
      });
      new StringParameter(stack, 'Parameter', { stringValue: handler.functionName });
      new CfnOutput(stack, 'User', { value: broker.user.ref });
    },
  ],
  [
    'the app’s own domain name for the broker’s API, and the app’s own API that calls it',
    ({ stack, broker }) => {
      new CfnApiMapping(stack, 'Mapping', {
        apiId: broker.api.ref,
        domainName: 'a.example.com',
        stage: '$default',
      });
      new CfnIntegration(stack, 'Proxy', {
        apiId: 'own',
        integrationType: 'HTTP_PROXY',
        integrationUri: broker.api.attrApiEndpoint,
      });
    },
  ],
  [
    'a function with the URL of the API in its environment',
    ({ stack, broker }) => {
      functionIn(stack).addEnvironment('BROKER_URL', broker.api.attrApiEndpoint);
    },
  ],
  [
    'names and paths for its roles, by an aspect',
    ({ broker }) =>
      Aspects.of(broker).add({
        visit: (node) => {
          if (node instanceof CfnRole) {
            node.path = '/team/';
            node.description = 'Ours';
          }
        },
      }),
  ],
  [
    'settings of the functions, by an aspect',
    ({ broker }) =>
      Aspects.of(broker).add({
        visit: (node) => {
          if (node instanceof CfnResource && node.cfnResourceType === 'AWS::Lambda::Function') {
            node.addPropertyOverride('TracingConfig', { Mode: 'Active' });
          }
        },
      }),
  ],
  ['transforms of AWS', ({ stack }) => stack.addTransform('AWS::Serverless-2016-10-31')],
];

test.each(WAYS)('an app may have %s', (_, change) => {
  const app = appWith();
  const stack = new Stack(app, 'Consumer');
  change({ stack, broker: new Broker(stack) });
  expect(problemsOf(app)).toEqual([]);
});

test('an app may give the broker its own key, topic and policy, and grants that are added later', () => {
  const app = appWith();
  const stack = new Stack(app, 'Consumer');
  const other = new Stack(app, 'Other');
  const broker = new Broker(stack, 'FederationBroker', {
    encryptionKey: new Key(other, 'Key'),
    alarmTopic: new Topic(stack, 'Topic'),
    rolesBoundary: new ManagedPolicy(stack, 'Boundary', {
      statements: [new PolicyStatement({ actions: ['*'], resources: ['*'] })],
    }),
    tags: { team: 'a' },
  });
  broker.addGrant('etl', {
    grantee: Grantee.role(Role.fromRoleName(stack, 'Etl', 'Etl')),
    scope: Scope.fromUri('s3://amzn-s3-demo-bucket/etl/*'),
    permission: Permission.READ,
  });
  const caller = roleIn(stack);
  broker.grantInvoke(caller);
  caller.addManagedPolicy(broker.callerPolicy);
  broker.accessKeySecret.grantRead(caller);
  expect(problemsOf(app)).toEqual([]);
});

test('an app may have every feature flag that the CDK recommends', () => {
  const app = appWith(require('aws-cdk-lib/recommended-feature-flags.json'));
  const broker = new Broker(new Stack(app, 'Consumer'));
  Tags.of(app).add('team', 'a');
  expect(problemsOf(app)).toEqual([]);
  expect(below(broker, CfnUser, /./)).toBe(broker.user);
});

test('a synthesis with skipValidation does not run this check, as docs/decisions/0009 warns', () => {
  const app = appWith();
  new Broker(new Stack(app, 'Consumer')).user.groups = ['admins'];
  expect(() => app.synth({ skipValidation: true })).not.toThrow();
});

function roleIn(stack: Construct, id = 'Role'): Role {
  return new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
}

function functionIn(stack: Stack): Lambda {
  return new Lambda(stack, 'Own', {
    code: Code.fromInline('x'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
}
