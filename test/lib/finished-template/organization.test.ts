import { type App, Aspects, CfnResource, type IAspect, Stack, Tags } from 'aws-cdk-lib';
import {
  CfnRole,
  CfnUser,
  ManagedPolicy,
  PermissionsBoundary,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { EXPLICIT_STACK_TAGS } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { appWith, Broker, below, problemsOf, propertiesOf } from './broker-in-app.ts';

const BOUNDARY = 'arn:aws:iam::111122223333:policy/org-boundary';
const FLAG = { [EXPLICIT_STACK_TAGS]: true };
const TAG = [{ Key: 'team', Value: 'a' }];

function aspect(visit: IAspect['visit']): IAspect {
  return { visit };
}

function boundEverything(node: IConstruct): void {
  if (node instanceof CfnUser || node instanceof CfnRole) {
    node.addPropertyOverride('PermissionsBoundary', BOUNDARY);
  }
}

function brokerIn(app: App, stackProps = {}): Broker {
  return new Broker(new Stack(app, 'Consumer', stackProps));
}

const boundaryOf = (resource: CfnResource) => propertiesOf(resource).PermissionsBoundary;
const ceilingOf = ({ ceiling }: Broker) => ({ Ref: ceiling.stack.resolve(ceiling.logicalId) });
const roleOf = (broker: Broker) => below(broker, CfnRole, /BrokerFunction/);

describe('the ceiling stays the boundary of the user, and roles get the boundary of the organization, if it is set by', () => {
  const ways: readonly [string, object, (app: App) => void][] = [
    [
      "the CDK's own setting",
      { '@aws-cdk/core:permissionsBoundary': { arn: BOUNDARY } },
      () => undefined,
    ],
    [
      'PermissionsBoundary.of()',
      {},
      (app) =>
        PermissionsBoundary.of(app).apply(
          ManagedPolicy.fromManagedPolicyArn(new Stack(app, 'Security'), 'Boundary', BOUNDARY),
        ),
    ],
    ['an aspect', {}, (app) => Aspects.of(app).add(aspect(boundEverything))],
    [
      'an aspect that runs late',
      {},
      (app) => Aspects.of(app).add(aspect(boundEverything), { priority: 1_000_000 }),
    ],
  ];

  test.each(ways)('%s', (_, context, change) => {
    const app = appWith(context);
    const broker = brokerIn(app);
    change(app);
    expect(boundaryOf(broker.user)).toEqual(ceilingOf(broker));
    expect(boundaryOf(roleOf(broker))).toEqual(BOUNDARY);
  });
});

test('the ceiling stays the boundary of the user if an aspect of the organization removes boundaries', () => {
  const app = appWith();
  const broker = brokerIn(app);
  PermissionsBoundary.of(app).clear();
  expect(boundaryOf(broker.user)).toEqual(ceilingOf(broker));
});

test('a boundary that is set after all aspects of the user ran is refused', () => {
  const app = appWith();
  const broker = brokerIn(app);
  const last = new CfnResource(broker.user.stack, 'Last', { type: 'Custom::Any' });
  Aspects.of(last).add(aspect(() => boundEverything(broker.user)));
  expect(problemsOf(app)).toEqual([
    expect.stringMatching(
      /User\/Resource \(\w+\): PermissionsBoundary: must be \{"Ref":"\w+Ceiling\w+"\}, is ".*org-boundary"/,
    ),
  ]);
});

test('tags that are set after all aspects of the user ran are refused', () => {
  const app = appWith();
  const broker = brokerIn(app);
  const last = new CfnResource(broker.user.stack, 'Last', { type: 'Custom::Any' });
  Aspects.of(last).add(aspect(() => broker.user.addPropertyOverride('Tags', TAG)));
  expect(problemsOf(app)).toEqual([
    expect.stringMatching(/User\/Resource \(\w+\): Tags: must be absent, is \[/),
  ]);
});

test("users and roles of the app keep the organization's boundary", () => {
  const app = appWith({ '@aws-cdk/core:permissionsBoundary': { arn: BOUNDARY } });
  const stack = new Stack(app, 'Consumer');
  new Broker(stack);
  const user = new CfnUser(stack, 'Own', { tags: [{ key: 'team', value: 'a' }] });
  expect(propertiesOf(user)).toEqual({ PermissionsBoundary: BOUNDARY, Tags: TAG });
});

describe('the user has no tags, and roles, functions and logs have the tags of the organization, if they are set by', () => {
  const ways: readonly [string, (app: App, broker: Broker) => void][] = [
    ['Tags.of(app) with the flag for explicit stack tags', (app) => Tags.of(app).add('team', 'a')],
    ['Tags.of() of the broker', (_, broker) => Tags.of(broker).add('team', 'a')],
    [
      'an aspect',
      (app) =>
        Aspects.of(app).add(
          aspect((node) => {
            if (node instanceof CfnUser || node instanceof CfnRole) {
              node.tags.setTag('team', 'a');
            }
            if (node instanceof CfnFunction || node instanceof CfnLogGroup) {
              node.addPropertyOverride('Tags', TAG);
            }
          }),
        ),
    ],
  ];

  test.each(ways)('%s', (way, change) => {
    const app = appWith(FLAG);
    const broker = brokerIn(app);
    change(app, broker);
    expect(propertiesOf(broker.user).Tags).toBeUndefined();
    for (const kind of [CfnRole, CfnFunction, CfnLogGroup]) {
      expect(propertiesOf(below<CfnResource>(broker, kind, /BrokerFunction/)).Tags).toEqual(TAG);
    }
    expect(propertiesOf(broker.api).Tags).toEqual(way === 'an aspect' ? undefined : { team: 'a' });
  });
});

describe('tags of the stack, which no template shows, are refused if they are set by', () => {
  const ways: readonly [string, object, object, (app: App) => void][] = [
    ['Tags.of(app)', {}, {}, (app) => Tags.of(app).add('team', 'a')],
    ['Tags.of(stack)', {}, {}, (app) => Tags.of(app.node.findChild('Consumer')).add('team', 'a')],
    ['props of the stack', {}, { tags: { team: 'a' } }, () => undefined],
    [
      'props of the stack, with the flag for explicit stack tags',
      FLAG,
      { tags: { team: 'a' } },
      () => undefined,
    ],
  ];

  test.each(ways)('%s', (_, context, stackProps, change) => {
    const app = appWith(context);
    brokerIn(app, stackProps);
    change(app);
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(
        /Consumer: stack tag "team": .*every session.*set "@aws-cdk\/core:explicitStackTags" to true in the context of cdk.json/,
      ),
    ]);
  });
});

test('tags of another stack of the app are permitted', () => {
  const app = appWith();
  brokerIn(app);
  new Role(new Stack(app, 'Other', { tags: { team: 'a' } }), 'Role', {
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
  });
  expect(problemsOf(app)).toEqual([]);
});
