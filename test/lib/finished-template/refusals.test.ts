import { CfnCondition, CfnElement, CfnStack, Fn, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  CfnAccessKey,
  CfnManagedPolicy,
  CfnPolicy,
  CfnRole,
  CfnUser,
  CfnUserToGroupAddition,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import {
  CfnPermission,
  Code,
  FunctionUrlAuthType,
  Function as Lambda,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnResourcePolicy, CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { appWith, Broker, below, problemsOf } from './broker-in-app.ts';

interface Consumer {
  readonly stack: Stack;
  readonly broker: Broker;
}

type Case = readonly [string, (consumer: Consumer) => void, RegExp];

const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };
const EVERYTHING = { Version: '2012-10-17', Statement: [ALLOW] };
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

function refuses(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, change, problem) => {
    const app = appWith();
    const stack = new Stack(app, 'Consumer');
    const broker = new Broker(stack);
    change({ stack, broker });
    expect(problemsOf(app)).toEqual([expect.stringMatching(problem)]);
  });
}

/** Resources as they stand, which no construct of the CDK makes. */
function resourcesOf(stack: Stack, Resources: object): void {
  class Literal extends CfnElement {
    override _toCloudFormation(): object {
      return { Resources };
    }
  }
  new Literal(stack, 'Literal');
}

const resourceIn = (broker: Broker, path: RegExp) => below(broker, CfnRole, path);
const functionArn = ({ broker }: Consumer) => broker.function.handler.functionArn;

describe('the broker user may not get', () => {
  refuses([
    [
      'a group',
      ({ broker }) => broker.user.addPropertyOverride('Groups', ['admins']),
      /^\[Consumer\/FederationBroker\] Consumer\/FederationBroker\/Broker\/User\/Resource \(FederationBrokerUser\w+\): Groups: must be absent, is \["admins"\]: give access by a grant/,
    ],
    [
      'a password',
      ({ broker }) => {
        broker.user.loginProfile = { password: 'x' };
      },
      /User\/Resource \(\w+\): LoginProfile: must be absent/,
    ],
    [
      'an inline policy',
      ({ broker }) => {
        broker.user.policies = [{ policyName: 'More', policyDocument: EVERYTHING }];
      },
      /User\/Resource \(\w+\): Policies: must be absent/,
    ],
    [
      'a managed policy, by the list that it was given',
      ({ broker }) => broker.user.managedPolicyArns?.push(ADMINISTRATOR),
      /User\/Resource \(\w+\): ManagedPolicyArns: must be \[.*\], is \[.*AdministratorAccess/,
    ],
    [
      'fewer revocations',
      ({ broker }) => {
        broker.user.managedPolicyArns = [broker.ceiling.ref];
      },
      /User\/Resource \(\w+\): ManagedPolicyArns: must be \[.*Revocations1/,
    ],
    [
      'a name that others could write down',
      ({ broker }) => {
        broker.user.userName = 'broker';
      },
      /User\/Resource \(\w+\): UserName: must be absent, is "broker"/,
    ],
    [
      'a condition',
      ({ stack, broker }) => {
        broker.user.cfnOptions.condition = new CfnCondition(stack, 'Never', {
          expression: Fn.conditionEquals('a', 'b'),
        });
      },
      /User\/Resource \(\w+\): Condition: must not have one/,
    ],
    [
      'a place in a group of somebody else',
      ({ stack, broker }) => {
        new CfnUserToGroupAddition(stack, 'Admins', { groupName: 'a', users: [broker.user.ref] });
      },
      /Consumer\/Admins \(Admins\): AWS::IAM::UserToGroupAddition refers to an identity of the broker, .*\/Broker\/User\/Resource \(\w+\): remove it/,
    ],
    [
      'an access key of the template',
      ({ stack, broker }) => {
        new CfnAccessKey(stack, 'Key', { userName: broker.user.ref });
      },
      /Consumer\/Key \(Key\): AWS::IAM::AccessKey refers to an identity/,
    ],
    [
      'a managed policy that names it',
      ({ stack, broker }) => {
        new CfnManagedPolicy(stack, 'More', {
          policyDocument: EVERYTHING,
          users: [Fn.sub('${User}', { User: broker.user.ref })],
        });
      },
      /Consumer\/More \(More\): AWS::IAM::ManagedPolicy refers to an identity/,
    ],
    [
      'a policy of a construct for imported users',
      ({ stack, broker }) => {
        const user = User.fromUserName(stack, 'Imported', broker.user.ref);
        user.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
      },
      /Consumer\/Imported\/Policy\/Resource \(\w+\): AWS::IAM::Policy refers to an identity/,
    ],
    [
      'somebody who may make its keys',
      ({ stack, broker }) => {
        const role = new Role(stack, 'Role', {
          assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
        });
        role.addToPolicy(
          new PolicyStatement({
            actions: ['iam:CreateAccessKey'],
            resources: [broker.user.attrArn],
          }),
        );
      },
      /Consumer\/Role\/DefaultPolicy\/Resource \(\w+\): AWS::IAM::Policy refers to an identity/,
    ],
    [
      'a policy of an included template',
      ({ stack, broker }) => {
        new CfnInclude(stack, 'Included', {
          templateFile: 'test/lib/finished-template/included.json',
          parameters: { UserName: broker.user.ref },
        });
      },
      /Consumer\/Included\/More \(More\): AWS::IAM::Policy refers to an identity/,
    ],
    [
      'an access key that another resource of the broker is turned into',
      ({ broker }) => {
        const logs = below(broker, CfnLogGroup, /BrokerFunction/);
        logs.addOverride('Type', 'AWS::IAM::AccessKey');
        logs.addPropertyOverride('UserName', broker.user.ref);
      },
      /Logs\/Resource \(\w+\): AWS::IAM::AccessKey refers to an identity/,
    ],
    [
      'anything of a nested stack whose template is elsewhere',
      ({ stack, broker }) => {
        new CfnStack(stack, 'Elsewhere', {
          templateUrl: 'https://amzn-s3-demo-bucket.s3.amazonaws.com/template.json',
          parameters: { UserName: broker.user.ref },
        });
      },
      /Consumer\/Elsewhere \(Elsewhere\): AWS::CloudFormation::Stack refers to an identity/,
    ],
    [
      'a policy whose name is written in the template as text',
      ({ stack, broker }) => {
        const logicalId: string = stack.resolve(broker.user.logicalId);
        new CfnPolicy(stack, 'More', {
          policyName: 'More',
          policyDocument: EVERYTHING,
        }).addPropertyOverride('Users', [{ 'Fn::Sub': `\${${logicalId}}` }]);
      },
      /Consumer\/More \(More\): AWS::IAM::Policy refers to an identity/,
    ],
  ]);
});

describe('the ceiling and the revocations may not', () => {
  refuses([
    [
      'say something else',
      ({ broker }) => broker.ceiling.addPropertyOverride('PolicyDocument.Statement.0.Action', '*'),
      /User\/Ceiling \(\w+\): PolicyDocument: must be \{.*\}?…?, is .*: change the grants, "ceiling" or "revocations"/,
    ],
    [
      'say something else, by the document that they were given',
      ({ broker }) =>
        below(broker, CfnManagedPolicy, /\/Revocations1$/).policyDocument.Statement.push(ALLOW),
      /User\/Revocations1 \(\w+\): PolicyDocument: must be/,
    ],
    [
      'say something else, by another document',
      ({ broker }) => {
        broker.ceiling.policyDocument = { Version: '2012-10-17', Statement: [ALLOW] };
      },
      /User\/Ceiling \(\w+\): PolicyDocument: must be/,
    ],
    [
      'be attached to others',
      ({ broker }) => {
        broker.ceiling.users = ['somebody'];
      },
      /User\/Ceiling \(\w+\): Users: must be absent/,
    ],
    [
      'be attached to others by these',
      ({ stack, broker }) => {
        new CfnUser(stack, 'Other', { managedPolicyArns: [broker.ceiling.ref] });
      },
      /Consumer\/Other \(Other\): AWS::IAM::User refers to an identity of the broker, .*User\/Ceiling/,
    ],
    [
      'be of another type',
      ({ broker }) => broker.ceiling.addOverride('Type', 'Custom::Policy'),
      /User\/Ceiling \(\w+\): Type: must be AWS::IAM::ManagedPolicy, is Custom::Policy/,
    ],
    [
      'be removed',
      ({ broker }) => broker.ceiling.node.scope?.node.tryRemoveChild('Revocations1'),
      /User\/Revocations1 \(AWS::IAM::ManagedPolicy\): is not in the template: do not remove it/,
    ],
  ]);
});

describe('the secret may not', () => {
  refuses([
    [
      'hold something when it is made',
      ({ broker }) => {
        broker.secret.secretString = '{"AccessKeyId":"AKIA"}';
      },
      /Secret \(\w+\): SecretString: must be "\{\}", is "\{\\"AccessKeyId\\":\\"AKIA\\"\}": only the rotation writes/,
    ],
    [
      'be made up',
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

describe('a role of a function may not', () => {
  refuses([
    [
      'do more',
      ({ broker }) =>
        broker.function.role.addToPolicy(
          new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }),
        ),
      /Role\/DefaultPolicy\/Resource \(\w+\): AWS::IAM::Policy refers to an identity of the broker, .*Role\/Resource/,
    ],
    [
      'have a managed policy',
      ({ stack, broker }) =>
        broker.function.role.addManagedPolicy(
          ManagedPolicy.fromManagedPolicyArn(stack, 'Administrator', ADMINISTRATOR),
        ),
      /BrokerFunction\/Resource\/Role\/Resource \(\w+\): ManagedPolicyArns: must be absent, .*: give the permission to a role of your own/,
    ],
    [
      'do something else',
      ({ broker }) => broker.function.permissions.addStatements(PolicyStatement.fromJson(ALLOW)),
      /BrokerFunction\/Resource\/Role\/Resource \(\w+\): Policies: must be/,
    ],
    [
      'be assumed by others',
      ({ broker }) =>
        broker.function.role.assumeRolePolicy?.addStatements(
          new PolicyStatement({
            actions: ['sts:AssumeRole'],
            principals: [new ServicePrincipal('ec2.amazonaws.com')],
          }),
        ),
      /BrokerFunction\/Resource\/Role\/Resource \(\w+\): AssumeRolePolicyDocument: must be/,
    ],
    [
      'serve another function',
      ({ stack, broker }) => {
        new Lambda(stack, 'Thief', {
          code: Code.fromInline('x'),
          handler: 'index.handler',
          runtime: Runtime.NODEJS_24_X,
          role: Role.fromRoleArn(stack, 'Imported', broker.function.role.roleArn, {
            mutable: false,
          }),
        });
      },
      /Consumer\/Thief\/Resource \(\w+\): AWS::Lambda::Function refers to an identity/,
    ],
    [
      'be replaced',
      ({ broker }) => {
        const resource = broker.function.handler.node.defaultChild;
        Object.assign(resource ?? {}, { role: 'arn:aws:iam::111122223333:role/Other' });
      },
      /BrokerFunction\/Resource\/Resource\/Resource \(\w+\): Role: must be/,
    ],
    [
      'be known by a name that others use',
      ({ stack, broker }) => {
        resourceIn(broker, /BrokerFunction/).roleName = 'broker-function';
        new CfnPolicy(stack, 'More', {
          policyName: 'More',
          policyDocument: EVERYTHING,
          roles: ['broker-function'],
        });
      },
      /Consumer\/More \(More\): AWS::IAM::Policy refers to an identity/,
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
      /Consumer\/Open \(Open\): AWS::Lambda::Permission refers to a function of the broker, .*: remove it: whoever invokes/,
    ],
    [
      'be invoked by others, by the permissions that it has',
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
      'be known by a name that others use',
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
  ]);

  test('have a URL, whose permissions are refused, too', () => {
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
      /Consumer\/Open \(Open\): AWS::ApiGatewayV2::Route refers to an API of the broker, .*: put it on an API of your own/,
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
      'let callers in without authentication',
      ({ broker }) => broker.route.addPropertyOverride('AuthorizationType', 'NONE'),
      /GetConsole \(\w+\): AuthorizationType: must be "JWT", is "NONE"/,
    ],
    [
      'believe another issuer',
      ({ broker }) =>
        below(broker, CfnAuthorizer, /./).addPropertyOverride(
          'JwtConfiguration.Issuer',
          'https://elsewhere.example.com',
        ),
      /Authorizer \(\w+\): JwtConfiguration: must be/,
    ],
    [
      'have a route of its own making',
      ({ broker }) => {
        broker.api.target = 'https://elsewhere.example.com';
      },
      /JwtApi\/Resource \(\w+\): Target: must be absent/,
    ],
    [
      'answer browsers of other origins',
      ({ broker }) => {
        broker.api.corsConfiguration = { allowOrigins: ['*'] };
      },
      /JwtApi\/Resource \(\w+\): CorsConfiguration: must be absent/,
    ],
    [
      'hand requests to another function',
      ({ broker }) => {
        below(broker, CfnIntegration, /JwtApi/).integrationUri = 'https://elsewhere.example.com';
      },
      /JwtApi\/Integration \(\w+\): IntegrationUri: must be/,
    ],
  ]);
});

describe('the template may not be computed when it is deployed:', () => {
  refuses([
    ['by a macro', ({ stack }) => stack.addTransform('MyMacro'), /Consumer: transform "MyMacro"/],
    [
      'by an included snippet',
      ({ stack }) => {
        stack.templateOptions.transforms = [
          { Name: 'AWS::Include', Parameters: { Location: 's3://amzn-s3-demo-bucket/a' } } as never,
        ];
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
        resourcesOf(stack, {
          'Fn::ForEach::Groups': ['Name', ['a', 'b'], { '${Name}': addition }],
        });
      },
      /Consumer \(Fn::ForEach::Groups\): what it makes refers to an identity/,
    ],
    [
      'by a loop that makes routes of the API',
      ({ stack, broker }) => {
        stack.addTransform('AWS::LanguageExtensions');
        const route = {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: { ApiId: broker.api.ref, RouteKey: { Ref: 'Key' } },
        };
        resourcesOf(stack, {
          'Fn::ForEach::Routes': ['Key', ['GET /a', 'GET /b'], { 'Route${Key}': route }],
        });
      },
      /Consumer \(Fn::ForEach::Routes\): what it makes refers to an API/,
    ],
    [
      'by a transform of its resources',
      ({ stack }) => resourcesOf(stack, { 'Fn::Transform': { Name: 'MyMacro', Parameters: {} } }),
      /Consumer: transform "Fn::Transform"/,
    ],
  ]);
});
