import { App, CfnWaitConditionHandle, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readAssembly } from '../../tools/review/cloud-assembly.ts';

const read = (app: App) => readAssembly(app.synth().directory);

function stackIn(scope: Construct, id: string, props: StackProps = {}): Stack {
  const stack = new Stack(scope, id, props);
  // The CDK warns of a template without resources.
  new CfnWaitConditionHandle(stack, 'Any');
  return stack;
}

function appWith(props: StackProps): App {
  const app = new App({ analyticsReporting: false });
  stackIn(app, 'TestBroker', props);
  return app;
}

test('a cloud assembly of one stack is read', () => {
  expect(read(appWith({ description: 'x' })).template).toMatchObject({ Description: 'x' });
});

describe('a cloud assembly is refused for', () => {
  test('stack tags, which are in no template', () => {
    expect(() => read(appWith({ tags: { team: 'finance' } }))).toThrow(
      'TestBroker: tags: team: CloudFormation would put this stack tag on the broker user, and every session would inherit it: remove it',
    );
  });

  test('another stack', () => {
    const app = appWith({});
    stackIn(app, 'Another');
    expect(() => read(app)).toThrow('must have one stack, has Another, TestBroker');
  });

  test('a stack in a stage', () => {
    const app = appWith({});
    stackIn(new Stage(app, 'Stage'), 'Another');
    expect(() => read(app)).toThrow('must have one stack, has TestBroker, StageAnother');
  });

  test('no stack', () => {
    expect(() => read(new App({ analyticsReporting: false }))).toThrow('has none');
  });
});
