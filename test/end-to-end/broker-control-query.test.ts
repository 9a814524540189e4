import { readFileSync } from 'node:fs';
import { type LocalAws, startLocalAws } from 'local-aws';
import { deliverTrail, managementEvent } from './cloudtrail-events.ts';
import { listedPermissions } from './control-list.ts';

const QUERY = readFileSync('docs/queries/broker-control.txt', 'utf8');

/** Request parameters for each service. They name resources of the broker that the query uses as its example. */
const PARAMETERS: Readonly<Record<string, object>> = {
  apigateway: { apiId: 'a1b2c3d4e5' },
  cloudformation: { stackName: 'FederationBroker' },
  iam: { userName: 'FederationBroker-BrokerUser-EXAMPLE' },
  lambda: { functionName: 'FederationBroker-BrokerFunction-EXAMPLE' },
  logs: { logGroupName: 'FederationBroker-BrokerFunctionLogs-EXAMPLE' },
  s3: { bucketName: 'cdk-hnb659fds-assets-111122223333-us-east-1' },
  secretsmanager: { secretId: 'BrokerAccessKeySecret-EXAMPLE' },
  sts: {
    roleArn: 'arn:aws:iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-us-east-1',
  },
};

/** Lambda's event names can end with a date and a version. */
const DATED = /^(?:AddPermission|CreateFunction|UpdateFunctionCode|UpdateFunctionConfiguration)$/;

const listedEvents = new Map(
  listedPermissions().flatMap(({ permission, events }) =>
    events.map((event): [string, string] => [event, serviceOf(permission, event)]),
  ),
);

/** CloudTrail records iam:PassRole only as the creation of the function. */
function serviceOf(permission: string, event: string): string {
  const [service = ''] = permission.split(':');
  return event === 'CreateFunction' ? 'lambda' : service;
}

let local: LocalAws;

beforeEach(async () => {
  local = await startLocalAws();
});

afterEach(() => local.close());

function eventsFound(events: readonly object[]): readonly string[] {
  const rows = local.logs.query(deliverTrail(local, events), QUERY);
  return rows.map(({ eventName = '' }) => eventName);
}

test('broker-control finds every event that docs/security.md lists', () => {
  const events = [...listedEvents].map(([event, service]) =>
    managementEvent(
      service,
      DATED.test(event) ? `${event}20150331v2` : event,
      PARAMETERS[service] ?? {},
    ),
  );
  const found = eventsFound(events).map((name) => name.replace('20150331v2', ''));
  expect(found).toEqual([...listedEvents.keys()].sort());
});

test('broker-control finds only events that docs/security.md lists', () => {
  const lists = [...QUERY.matchAll(/eventName in \[(.*?)\]/gs)].map(([, list = '']) => list);
  const named = lists.flatMap((list) => [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name = '') => !listedEvents.has(name))).toEqual([]);
});

test('broker-control ignores the same events on other resources', () => {
  const others = [
    managementEvent('iam', 'CreateAccessKey', { userName: 'somebody' }),
    managementEvent('apigateway', 'UpdateAuthorizer', { apiId: 'another' }),
    managementEvent('s3', 'PutObject', { bucketName: 'FederationBroker' }),
    managementEvent('lambda', 'GetFunction20150331v2', { functionName: 'FederationBroker-x' }),
  ];
  expect(eventsFound(others)).toEqual([]);
});

test('broker-control shows the principal, the resource and the number of events', () => {
  const event = managementEvent('iam', 'CreateAccessKey', PARAMETERS.iam ?? {});
  const rows = local.logs.query(deliverTrail(local, [event, event]), QUERY);
  expect(rows).toEqual([
    {
      eventName: 'CreateAccessKey',
      target: 'FederationBroker-BrokerUser-EXAMPLE',
      who: 'arn:aws:iam::111122223333:user/mallory',
      times: '2',
      last: '2026-11-21T19:05:00Z',
    },
  ]);
});
