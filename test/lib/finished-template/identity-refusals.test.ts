import {
  CfnCondition,
  CfnStack,
  Fn,
  type IPropertyInjector,
  PropertyInjectors,
  Stack,
} from 'aws-cdk-lib';
import {
  CfnAccessKey,
  CfnManagedPolicy,
  CfnPolicy,
  CfnRole,
  CfnUser,
  CfnUserToGroupAddition,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  type RoleProps,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { appWith, Broker, below, problemsOf } from './broker-in-app.ts';

import { ALLOW, EVERYTHING, refuses } from './refusals.ts';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

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
      'a managed policy, by a change of the list in the user’s props',
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
      'an explicit name, to which other templates could refer',
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
      'membership in a group that the app creates',
      ({ stack, broker }) => {
        new CfnUserToGroupAddition(stack, 'Admins', { groupName: 'a', users: [broker.user.ref] });
      },
      /Consumer\/Admins \(Admins\): AWS::IAM::UserToGroupAddition refers to an identity of the broker, .*\/Broker\/User\/Resource \(\w+\): remove it/,
    ],
    [
      'an access key from the template',
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
      'a policy through a construct for imported users',
      ({ stack, broker }) => {
        const user = User.fromUserName(stack, 'Imported', broker.user.ref);
        user.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
      },
      /Consumer\/Imported\/Policy\/Resource \(\w+\): AWS::IAM::Policy refers to an identity/,
    ],
    [
      'access keys that a role of the app may create',
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
      'a policy from an included template',
      ({ stack, broker }) => {
        new CfnInclude(stack, 'Included', {
          templateFile: 'test/lib/finished-template/included.json',
          parameters: { UserName: broker.user.ref },
        });
      },
      /Consumer\/Included\/More \(More\): AWS::IAM::Policy refers to an identity/,
    ],
    [
      'an access key, because another resource’s type is changed to AWS::IAM::AccessKey',
      ({ broker }) => {
        const logs = below(broker, CfnLogGroup, /BrokerFunction/);
        logs.addOverride('Type', 'AWS::IAM::AccessKey');
        logs.addPropertyOverride('UserName', broker.user.ref);
      },
      /Logs\/Resource \(\w+\): AWS::IAM::AccessKey refers to an identity/,
    ],
    [
      'a reference from a nested stack whose template is not in the app',
      ({ stack, broker }) => {
        new CfnStack(stack, 'Elsewhere', {
          templateUrl: 'https://amzn-s3-demo-bucket.s3.amazonaws.com/template.json',
          parameters: { UserName: broker.user.ref },
        });
      },
      /Consumer\/Elsewhere \(Elsewhere\): AWS::CloudFormation::Stack refers to an identity/,
    ],
    [
      'a policy that names the user as plain text',
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

describe('the managed policies with the ceiling and the revocations may not', () => {
  refuses([
    [
      'have other statements',
      ({ broker }) => broker.ceiling.addPropertyOverride('PolicyDocument.Statement.0.Action', '*'),
      /User\/Ceiling \(\w+\): PolicyDocument: must be \{.*\}?…?, is .*: change the grants, "ceiling" or "revocations"/,
    ],
    [
      'have other statements, by a change of the document in their props',
      ({ broker }) =>
        below(broker, CfnManagedPolicy, /\/Revocations1$/).policyDocument.Statement.push(ALLOW),
      /User\/Revocations1 \(\w+\): PolicyDocument: must be/,
    ],
    [
      'have other statements, because another document replaces theirs',
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
      'be attached to other users by a resource of the app',
      ({ stack, broker }) => {
        new CfnUser(stack, 'Other', { managedPolicyArns: [broker.ceiling.ref] });
      },
      /Consumer\/Other \(Other\): AWS::IAM::User refers to an identity of the broker, .*User\/Ceiling/,
    ],
    [
      'be attached to other users by their name as plain text',
      ({ stack, broker }) => {
        broker.ceiling.managedPolicyName = 'broker-ceiling';
        new CfnUser(stack, 'Other', {
          managedPolicyArns: ['arn:aws:iam::111122223333:policy/broker-ceiling'],
        });
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
      'be referred to by their name as plain text',
      ({ stack, broker }) => {
        below(broker, CfnRole, /BrokerFunction/).roleName = 'broker-function';
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

describe('property injectors of the app may not', () => {
  /** Adds props to every role that the app makes. */
  const roleInjector = (more: Partial<RoleProps>): IPropertyInjector => ({
    constructUniqueId: Role.PROPERTY_INJECTION_ID,
    inject: (props) => ({ ...props, ...more }),
  });

  test.each<[string, Partial<RoleProps>, RegExp]>([
    [
      'give the roles managed policies',
      {
        managedPolicies: [
          ManagedPolicy.fromManagedPolicyArn(new Stack(), 'Administrator', ADMINISTRATOR),
        ],
      },
      /Role\/Resource \(\w+\): ManagedPolicyArns: must be absent/,
    ],
    [
      'give the roles other permissions',
      { inlinePolicies: { LeastPrivilege: PolicyDocument.fromJson(EVERYTHING) } },
      /Role\/Resource \(\w+\): Policies: must be/,
    ],
    [
      'let others assume the roles',
      { assumedBy: new ServicePrincipal('ec2.amazonaws.com') },
      /Role\/Resource \(\w+\): AssumeRolePolicyDocument: must be/,
    ],
  ])('%s', (_, more, problem) => {
    const app = appWith();
    PropertyInjectors.of(app).add(roleInjector(more));
    new Broker(new Stack(app, 'Consumer'));
    const ofThreeRoles = Array.from({ length: 3 }, () => expect.stringMatching(problem));
    expect(problemsOf(app)).toEqual(ofThreeRoles);
  });
});

test('if the app customizes roles (roles that somebody creates by hand), the constructor throws', () => {
  const app = appWith();
  Role.customizeRoles(app, { usePrecreatedRoles: {} });
  expect(() => new Broker(new Stack(app, 'Consumer'))).toThrow(
    /Role: must be a role of this stack.*: exempt the broker from Role.customizeRoles\(\)/,
  );
});
