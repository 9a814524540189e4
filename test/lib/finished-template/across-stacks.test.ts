import { type App, CfnOutput, Fn, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnUserToGroupAddition } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { EXPLICIT_STACK_TAGS } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { appWith, Broker, problemsOf } from './broker-in-app.ts';

const GROUP = /AWS::IAM::UserToGroupAddition refers to an identity of the broker, .*User\/Resource/;

function addToGroup(scope: Construct, userName: string): void {
  new CfnUserToGroupAddition(scope, 'Admins', { groupName: 'admins', users: [userName] });
}

describe('a reference to the broker user is found', () => {
  const places: readonly [string, (app: App) => void][] = [
    [
      'in another stack',
      (app) => {
        const { user } = new Broker(new Stack(app, 'Consumer'));
        addToGroup(new Stack(app, 'Other'), user.ref);
      },
    ],
    [
      'in another stack, by an import that the CDK does not know of',
      (app) => {
        const stack = new Stack(app, 'Consumer');
        const { user } = new Broker(stack);
        new CfnOutput(stack, 'User', { value: user.ref, exportName: 'broker-user' });
        addToGroup(new Stack(app, 'Other'), Fn.importValue('broker-user'));
      },
    ],
    [
      'in another stack, by an output that it reads',
      (app) => {
        const stack = new Stack(app, 'Consumer');
        const output = new CfnOutput(stack, 'User', { value: new Broker(stack).user.ref });
        addToGroup(new Stack(app, 'Other'), Fn.getStackOutput(stack.stackName, output.logicalId));
      },
    ],
    [
      'in a nested stack',
      (app) => {
        const stack = new Stack(app, 'Consumer');
        const { user } = new Broker(stack);
        addToGroup(new NestedStack(stack, 'Nested'), user.ref);
      },
    ],
    [
      'in the parent of the broker’s nested stack',
      (app) => {
        const stack = new Stack(app, 'Consumer');
        const { user } = new Broker(new NestedStack(stack, 'Nested'));
        addToGroup(stack, user.ref);
      },
    ],
    [
      'in a nested stack other than the broker’s',
      (app) => {
        const stack = new Stack(app, 'Consumer');
        const { user } = new Broker(new NestedStack(stack, 'Nested'));
        addToGroup(new NestedStack(stack, 'Beside'), user.ref);
      },
    ],
    [
      'in a stage',
      (app) => {
        const stage = new Stage(app, 'Production');
        const { user } = new Broker(new Stack(stage, 'Consumer'));
        addToGroup(new Stack(stage, 'Other'), user.ref);
      },
    ],
  ];

  test.each(places)('%s', (_, make) => {
    const app = appWith();
    make(app);
    expect(problemsOf(app)).toEqual([expect.stringMatching(GROUP)]);
  });
});

test('a reference from another region is refused at the export in the broker’s stack', () => {
  const app = appWith();
  const at = (region: string) => ({
    env: { account: '111122223333', region },
    crossRegionReferences: true,
  });
  const { user } = new Broker(new Stack(app, 'Consumer', at('eu-west-1')));
  addToGroup(new Stack(app, 'Other', at('us-east-1')), user.ref);
  expect(problemsOf(app)).toEqual([
    expect.stringMatching(/Custom::CrossRegionExportWriter refers to an identity of the broker/),
  ]);
});

test('two brokers in one stack are permitted, and each is checked', () => {
  const appWithTwo = (change: (broker: Broker) => void): App => {
    const app = appWith();
    const stack = new Stack(app, 'Consumer');
    for (const id of ['One', 'Other']) {
      change(new Broker(stack, id));
    }
    return app;
  };
  expect(problemsOf(appWithTwo(() => undefined))).toEqual([]);
  const changed = appWithTwo(({ user }) => {
    user.groups = ['admins'];
  });
  expect(problemsOf(changed)).toEqual([
    expect.stringMatching(/Consumer\/One\/.*Groups/),
    expect.stringMatching(/Consumer\/Other\/.*Groups/),
  ]);
});

describe('a nested stack', () => {
  const nested = (context = {}) => {
    const app = appWith(context);
    const stack = new Stack(app, 'Consumer');
    return { app, stack, broker: new Broker(new NestedStack(stack, 'Nested')) };
  };

  test('may hold the broker', () => {
    expect(problemsOf(nested().app)).toEqual([]);
  });

  test('may not be tagged, even with the flag for explicit stack tags', () => {
    const { app } = nested({ [EXPLICIT_STACK_TAGS]: true });
    Tags.of(app).add('team', 'a');
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(
        /Consumer\/Nested: tag "team" of the nested stack: .*excludeResourceTypes: \['aws:cdk:stack', 'AWS::CloudFormation::Stack'\]/,
      ),
    ]);
  });

  test('may be in an app whose tags exclude stacks, as the refusal advises', () => {
    const { app } = nested();
    Tags.of(app).add('team', 'a', {
      excludeResourceTypes: ['aws:cdk:stack', 'AWS::CloudFormation::Stack'],
    });
    expect(problemsOf(app)).toEqual([]);
  });

  test('may not be in a tagged stack', () => {
    const { app, stack } = nested();
    stack.tags.setTag('team', 'a');
    expect(problemsOf(app)).toEqual([expect.stringMatching(/Consumer: stack tag "team"/)]);
  });

  test('does not hide a permission to invoke the broker function in its parent stack', () => {
    const { app, stack, broker } = nested();
    new CfnPermission(stack, 'Open', {
      action: 'lambda:InvokeFunction',
      functionName: broker.function.handler.functionName,
      principal: '*',
    });
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(
        /Consumer\/Open \(Open\): AWS::Lambda::Permission refers to a function/,
      ),
    ]);
  });
});

test('resources in another stage are not checked, because the CDK allows no reference between stages', () => {
  const app = appWith();
  new Broker(new Stack(new Stage(app, 'Production'), 'Consumer'));
  const development = new Stack(new Stage(app, 'Development'), 'Consumer');
  new CfnManagedPolicy(development, 'Own', { policyDocument: {}, users: ['somebody'] });
  expect(problemsOf(app)).toEqual([]);
});
