import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FederationBroker } from '../../../lib/federation-broker.ts';
import { Grants } from '../../../lib/grants.ts';
import { readBroker } from '../../../tools/assembly/synthesized-broker.ts';

const GRANT = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

function synthesize(app: App): string {
  return app.synth().directory;
}

function brokerIn(scope: Construct): FederationBroker {
  const grants = Grants.fromText(JSON.stringify({ grants: [GRANT] }));
  return new FederationBroker(new Stack(scope, 'Storage'), 'Broker', { grants });
}

describe('a broker is found', () => {
  test('in a stage, with its stack, its resources and its grants', () => {
    const app = new App();
    new Stack(app, 'Another');
    brokerIn(new Stage(app, 'Prod'));
    const folder = path.relative('', synthesize(app));
    const { path: found, stack, otherStacks, template, ...broker } = readBroker(folder);
    expect([found, stack.stackName, otherStacks]).toEqual([
      'Prod/Storage/Broker',
      'Prod-Storage',
      ['Another'],
    ]);
    expect(template.Resources[broker.metadata.user.Ref]?.Type).toBe('AWS::IAM::User');
    expect(broker.grants).toMatchObject([{ id: 'team-a' }]);
    expect([...broker.assets.values()].every((asset) => path.isAbsolute(asset.path))).toBe(true);
  });

  test('by its path, if the app has several', () => {
    const app = new App();
    brokerIn(new Stage(app, 'Test'));
    brokerIn(new Stage(app, 'Prod'));
    const folder = synthesize(app);
    expect(() => readBroker(folder)).toThrow(
      'has several brokers: choose one with --broker: Prod/Storage/Broker, Test/Storage/Broker',
    );
    expect(readBroker(folder, 'Prod/Storage/Broker').path).toBe('Prod/Storage/Broker');
    expect(() => readBroker(folder, 'Broker')).toThrow(
      'has no broker "Broker", only: Prod/Storage/Broker, Test/Storage/Broker',
    );
  });
});

describe('the reader says what to do for', () => {
  test('a folder that is not a cloud assembly', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
    try {
      expect(() => readBroker(folder)).toThrow(
        `${folder} is not a cloud assembly: run npx cdk synth first`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('an app without a broker', () => {
    expect(() => readBroker(synthesize(new App()))).toThrow('has no FederationBroker');
  });

  test('a broker in a nested stack', () => {
    const app = new App();
    new FederationBroker(new NestedStack(new Stack(app, 'Storage'), 'Nested'), 'Broker');
    expect(() => readBroker(synthesize(app))).toThrow(
      'Storage/Nested/Broker is in a nested stack, which this command cannot read',
    );
  });
});
