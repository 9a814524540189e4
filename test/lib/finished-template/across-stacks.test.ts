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

describe('what refers to the broker user is found', () => {
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
      'in the stack around the nested stack of the broker',
      (app) => {
        const stack = new Stack(app, 'Consumer');
        const { user } = new Broker(new NestedStack(stack, 'Nested'));
        addToGroup(stack, user.ref);
      },
    ],
    [
      'in a nested stack beside that of the broker',
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

test('a reference from another region is refused where it leaves the stack', () => {
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

test('two brokers of one stack do not disturb each other, and each is checked', () => {
  const app = appWith();
  const stack = new Stack(app, 'Consumer');
  const [one, other] = [new Broker(stack, 'One'), new Broker(stack, 'Other')];
  expect(problemsOf(app)).toEqual([]);
  one.user.groups = ['admins'];
  other.user.groups = ['admins'];
  const again = appWith();
  const stackAgain = new Stack(again, 'Consumer');
  for (const id of ['One', 'Other']) {
    new Broker(stackAgain, id).user.groups = ['admins'];
  }
  expect(problemsOf(again)).toEqual([
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

  test('may not be tagged: CloudFormation would tag the user, whatever the flag', () => {
    const { app } = nested({ [EXPLICIT_STACK_TAGS]: true });
    Tags.of(app).add('team', 'a');
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(
        /Consumer\/Nested: tag "team" of the nested stack: .*excludeResourceTypes: \['aws:cdk:stack', 'AWS::CloudFormation::Stack'\]/,
      ),
    ]);
  });

  test('may be in a tagged app where that leaves stacks out, as the refusal says', () => {
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

  test('cannot hide what invokes the function', () => {
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

test('what is in another stage of the app is not looked at: the CDK lets nothing refer there', () => {
  const app = appWith();
  new Broker(new Stack(new Stage(app, 'Production'), 'Consumer'));
  const development = new Stack(new Stage(app, 'Development'), 'Consumer');
  new CfnManagedPolicy(development, 'Own', { policyDocument: {}, users: ['somebody'] });
  expect(problemsOf(app)).toEqual([]);
});
