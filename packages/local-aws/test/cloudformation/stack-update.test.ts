import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { codeOf } from '../fixtures/assembly.ts';
import {
  type Change,
  customResourceEvents,
  deploySample,
  physicalIds,
  remove,
  rotationSteps,
  set,
  setAttributes,
} from '../fixtures/sample-stack.ts';

let aws: LocalAws;
let stack: Stack;
let daysAhead: number;

/** Without an immediate rotation, so that no rotation is unfinished when the next update comes. */
const quiet = set('Rotation', { RotateImmediatelyOnUpdate: false });
const deploy = (...changes: readonly Change[]) => deploySample(aws, quiet, ...changes);
const idOf = (logicalId: string) => stack.resources.get(logicalId)?.physicalId ?? '';

const policyFor = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
});

beforeEach(async () => {
  daysAhead = 0;
  const clock = { now: () => new Date(Date.now() + daysAhead * 86_400_000) };
  aws = await startLocalAws({ clock, onWarning: () => undefined });
  stack = await deploy();
  await aws.secretsManager.rotationSettled(idOf('Secret'));
});

afterEach(() => aws.close());

test('a template without a change changes nothing', async () => {
  const before = physicalIds(stack);
  const { outputs } = stack;
  await deploy();
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(physicalIds(stack)).toEqual(before);
  expect(stack.outputs).toEqual(outputs);
  const events = customResourceEvents(aws, idOf('WorkerLogs'));
  expect(events.map(({ RequestType }) => RequestType)).toEqual(['Create']);
  expect(rotationSteps(aws, idOf('WorkerLogs'))).toEqual(['testSecret']);
});

const identity = () => aws.identities.users.get(idOf('Person')).policies;
const workerRole = () => aws.identities.roles.get(idOf('WorkerRole'));
const environment = async () => {
  const event = { pathParameters: { what: 'environment' } };
  const { payload } = await aws.functions.invokeAsDeployer(idOf('Worker'), event);
  return payload;
};

const inPlace: readonly [
  name: string,
  logicalId: string,
  change: object,
  observe: () => unknown,
  expected: unknown,
][] = [
  [
    'a policy’s document',
    'Ceiling',
    { PolicyDocument: policyFor('s3:ListBucket') },
    () => identity().boundary?.statements[0]?.actions.patterns,
    ['s3:ListBucket'],
  ],
  [
    'a user’s boundary',
    'Person',
    { PermissionsBoundary: undefined },
    () => identity().boundary,
    undefined,
  ],
  [
    'a user’s policies',
    'Person',
    {
      ManagedPolicyArns: [{ Ref: 'CallerPolicy' }],
      Policies: [{ PolicyName: 'Own', PolicyDocument: policyFor('s3:GetObject') }],
    },
    () => [identity().managedPolicyArns, identity().inlinePolicyNames],
    [[expect.stringContaining('CallerPolicy')], ['Own']],
  ],
  [
    'a role’s description and session duration',
    'WorkerRole',
    { Description: 'new', MaxSessionDuration: 7_200 },
    () => ({ ...workerRole() }),
    expect.objectContaining({ description: 'new', maxSessionSeconds: 7_200 }),
  ],
  [
    'a role’s policies',
    'WorkerRole',
    { Policies: [{ PolicyName: 'Other', PolicyDocument: policyFor('logs:*') }] },
    () => workerRole().policies.inlinePolicyNames,
    ['Other'],
  ],
  [
    'a function’s variables',
    'Worker',
    { Environment: { Variables: { COLOUR: 'green' } } },
    environment,
    expect.objectContaining({ COLOUR: 'green' }),
  ],
  [
    'a log group’s retention',
    'AccessLog',
    { RetentionInDays: 1 },
    () => {
      aws.logs.putVendedEvents('/aws/vendedlogs/sample', 'stream', ['line']);
      daysAhead = 2;
      return aws.logs.events('/aws/vendedlogs/sample');
    },
    [],
  ],
  [
    'a function’s reservation',
    'Worker',
    { ReservedConcurrentExecutions: 0 },
    () => environment().catch(({ code }) => code),
    'TooManyRequestsException',
  ],
  [
    'the days of a rotation schedule',
    'Rotation',
    { RotationRules: { AutomaticallyAfterDays: 7 } },
    async () => {
      await aws.secretsManager.rotationSettled(idOf('Secret'));
      return rotationSteps(aws, idOf('WorkerLogs'));
    },
    ['testSecret', 'testSecret'],
  ],
  [
    'a stage’s throttle',
    'Stage',
    { DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 0 } },
    async () => (await fetch(`${stack.outputs.Url}/things/text`)).status,
    429,
  ],
  [
    'a route’s key',
    'GetThing',
    { RouteKey: 'GET /moved/{what}' },
    async () => [
      (await fetch(`${stack.outputs.Url}/things/text`)).status,
      (await fetch(`${stack.outputs.Url}/moved/text`)).status,
    ],
    [404, 403],
  ],
  ['an API’s name', 'Api', { Name: 'Renamed' }, () => stack.status, 'UPDATE_COMPLETE'],
  [
    'the endpoint of an API',
    'Api',
    { DisableExecuteApiEndpoint: true },
    async () => (await fetch(`${stack.outputs.Url}/things/text`)).status,
    404,
  ],
];

test.each(inPlace)('%s changes in place', async (_name, logicalId, change, observe, expected) => {
  const before = physicalIds(stack);
  await deploy(set(logicalId, change));
  expect(physicalIds(stack)).toEqual(before);
  expect(await observe()).toEqual(expected);
});

describe('a replacement', () => {
  test('is created first, then references change, then the old resource is deleted', async () => {
    const old = idOf('Ceiling');
    await deploy(set('Ceiling', { Description: 'descriptions of policies cannot change' }));
    expect(idOf('Ceiling')).not.toBe(old);
    expect(identity().managedPolicyArns).toEqual([idOf('Ceiling')]);
    expect(() => aws.identities.managedPolicies.get(old)).toThrow('does not exist');
  });

  test('of a function also changes permission, integration and rotation', async () => {
    // GIVEN no custom resource, because its function cannot change
    await deploy(remove('Greeter'), ({ Outputs }) => delete Outputs?.Greeting);
    const before = physicalIds(stack);
    // WHEN
    await deploy(
      remove('Greeter'),
      ({ Outputs }) => delete Outputs?.Greeting,
      set('Worker', { FunctionName: 'named' }),
    );
    // THEN
    const replaced = Object.keys(before).filter((id) => before[id] !== idOf(id));
    expect(replaced).toEqual(['Worker', 'RotationPermission', 'ApiPermission']);
    expect(idOf('Worker')).toBe('named');
    await expect(aws.functions.invokeAsDeployer(String(before.Worker), {})).rejects.toThrow(
      'Function not found',
    );
    await aws.secretsManager.rotationSettled(idOf('Secret'));
    expect(rotationSteps(aws, idOf('WorkerLogs'))).toEqual(['testSecret', 'testSecret']);
  });

  /** Changes the logical id of a resource everywhere in the template. */
  const renamed =
    (logicalId: string, newId: string): Change =>
    (template) => {
      const { [logicalId]: resource, ...others } = template.Resources;
      const { Outputs } = template;
      const text = JSON.stringify({ Resources: { ...others, [newId]: resource }, Outputs })
        .replaceAll(`"Ref":"${logicalId}"`, `"Ref":"${newId}"`)
        .replaceAll(`"Fn::GetAtt":["${logicalId}"`, `"Fn::GetAtt":["${newId}"`)
        .replaceAll(`\${${logicalId}}`, `\${${newId}}`);
      Object.assign(template, JSON.parse(text));
    };

  test('of an API also replaces routes, integration and stage', async () => {
    const before = physicalIds(stack);
    const { Url: oldUrl = '' } = stack.outputs;
    await deploy(renamed('Api', 'NewApi'));
    expect(stack.outputs.Url).not.toBe(oldUrl);
    expect((await fetch(`${stack.outputs.Url}/things/text`)).status).toBe(403);
    await expect(fetch(oldUrl)).rejects.toThrow();
    for (const part of ['GetThing', 'PostEcho', 'Integration']) {
      expect(idOf(part)).not.toBe(before[part]);
    }
  });

  test('of a stage deletes the old stage, although both have the same name', async () => {
    const accessLog = () => aws.logs.events('/aws/vendedlogs/sample').length;
    await deploy(setAttributes('Api', { DeletionPolicy: 'Retain' }));
    const { Url: oldUrl = '' } = stack.outputs;
    await deploy(renamed('Api', 'NewApi'));
    await fetch(`${stack.outputs.Url}/things/text`);
    expect(accessLog()).toBe(1);
    await fetch(`${oldUrl}/things/text`);
    expect(accessLog()).toBe(1);
  });

  test('of an integration points its routes to the new one', async () => {
    const [route, old] = [idOf('GetThing'), idOf('Integration')];
    await deploy(renamed('Integration', 'NewIntegration'));
    expect(idOf('GetThing')).toBe(route);
    expect(idOf('NewIntegration')).not.toBe(old);
    expect((await fetch(`${stack.outputs.Url}/things/text`)).status).toBe(403);
  });

  test('keeps the old resource if UpdateReplacePolicy is Retain', async () => {
    await deploy(
      setAttributes('AccessLog', { UpdateReplacePolicy: 'Retain' }),
      set('AccessLog', { LogGroupName: '/aws/vendedlogs/another' }),
    );
    expect(aws.logs.events('/aws/vendedlogs/sample')).toEqual([]);
    await stack.delete();
    expect(aws.logs.events('/aws/vendedlogs/sample')).toEqual([]);
    expect(() => aws.logs.events('/aws/vendedlogs/another')).toThrow('does not exist');
  });
});

describe('a limit of a route', () => {
  const limit = (...routeKeys: readonly string[]) => {
    const once = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 };
    return set('Stage', { RouteSettings: Object.fromEntries(routeKeys.map((key) => [key, once])) });
  };
  const waitingFor = (...logicalIds: readonly string[]) =>
    setAttributes('Stage', { DependsOn: logicalIds });
  const added: Change = ({ Resources }) => {
    const route = structuredClone(Resources.GetThing);
    Object.assign(Resources, { Added: route });
    set('Added', { RouteKey: 'GET /added/{what}' })({ Resources });
  };
  const statuses = async (path: string) => {
    const url = `${stack.outputs.Url}${path}`;
    return [(await fetch(url)).status, (await fetch(url)).status];
  };

  test('is added with its route and removed with it, and leaves the other routes alone', async () => {
    await deploy(added, limit('GET /added/{what}'), waitingFor('Added'));
    expect(await statuses('/added/x')).toEqual([403, 429]);
    expect(await statuses('/things/x')).toEqual([403, 403]);
    await deploy();
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(await statuses('/added/x')).toEqual([404, 404]);
  });

  test('is removed from a route that stays', async () => {
    await deploy(limit('GET /things/{what}'), waitingFor('GetThing'));
    expect(await statuses('/things/x')).toEqual([403, 429]);
    await deploy();
    expect(await statuses('/things/x')).toEqual([403, 403]);
  });

  test('fails the deployment if the stage does not depend on its new route', async () => {
    await expect(deploy(limit('GET /added/{what}'), added)).rejects.toThrow(
      /^UPDATE_FAILED Stage .*Unable to find Route by key GET \/added\/\{what\} within the provided RouteSettings/,
    );
    expect(await statuses('/things/x')).toEqual([403, 403]);
  });
});

describe('a resource that the new template does not have', () => {
  test('is deleted after everything else, dependents first', async () => {
    const greeter =
      (name: string, extra: object = {}): Change =>
      ({ Resources }) => {
        const properties = { ...Resources.Greeter?.Properties, Name: name };
        Resources[name] = { Type: 'Custom::Greeter', Properties: properties, ...extra };
      };
    const added = [greeter('Inner'), greeter('Outer', { DependsOn: 'Inner' })];
    await deploy(...added);
    await deploy(set('Greeter', { Count: 4 }), set('WorkerLogs', { RetentionInDays: 60 }));
    const events = customResourceEvents(aws, idOf('WorkerLogs'));
    expect(
      events.map(({ RequestType, LogicalResourceId }) => `${RequestType} ${LogicalResourceId}`),
    ).toEqual([
      'Create Greeter',
      'Create Inner',
      'Create Outer',
      'Update Greeter',
      'Delete Outer',
      'Delete Inner',
    ]);
    expect(stack.resources.has('Inner')).toBe(false);
  });

  test('is kept if DeletionPolicy is Retain', async () => {
    const extra: Change = ({ Resources }) => {
      Resources.Kept = {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/kept' },
        DeletionPolicy: 'Retain',
      };
    };
    await deploy(extra);
    await deploy();
    expect(aws.logs.events('/kept')).toEqual([]);
    expect(stack.resources.has('Kept')).toBe(false);
  });
});

describe('a secret', () => {
  /** The secret's policy would refuse the values of this test. */
  const open = remove('SecretPolicy');

  function client(): SecretsManagerClient {
    const operator = aws.identities.users.create({ userName: 'operator' });
    operator.policies.putInline('All', policyFor('secretsmanager:*'));
    return new SecretsManagerClient({
      endpoint: aws.endpointUrl,
      region: aws.account.region,
      credentials: operator.accessKeys.create(),
    });
  }

  test('keeps a later value, unless the template changes the value', async () => {
    await deploy(open);
    const secrets = client();
    const secret = { SecretId: idOf('Secret') };
    const value = async () => (await secrets.send(new GetSecretValueCommand(secret))).SecretString;
    await secrets.send(new PutSecretValueCommand({ ...secret, SecretString: 'rotated' }));

    await deploy(open, set('Secret', { Description: 'described' }));
    expect(await value()).toBe('rotated');
    const { Description } = await secrets.send(new DescribeSecretCommand(secret));
    expect(Description).toBe('described');

    await deploy(open, set('Secret', { SecretString: undefined }));
    expect(await value()).toBe('rotated');

    await deploy(open, set('Secret', { SecretString: '{"new":true}' }));
    expect(await value()).toBe('{"new":true}');
    secrets.destroy();
  });
});

describe('a function', () => {
  const probe: Change = ({ Resources }) => {
    Resources.Probe = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...Resources.Worker?.Properties,
        Code: codeOf('probe'),
        Timeout: 30,
        LoggingConfig: { LogGroup: { Ref: 'WorkerLogs' } },
      },
    };
  };
  const invoke = async (event: object) => {
    const { payload } = await aws.functions.invokeAsDeployer(idOf('Probe'), event);
    return payload;
  };

  const folders = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`local-aws-${idOf('Probe')}-`));

  test('runs new code for new invocations, and a running invocation finishes with the old code', async () => {
    await deploy(probe);
    const process = await invoke({ action: 'process' });
    const underWay = invoke({ action: 'wait', milliseconds: 1_000 });
    await deploy(probe, set('Probe', { Code: codeOf('module') }));
    expect(await invoke({})).toEqual({ module: true, event: {} });
    expect(await underWay).toBe(process);
    expect(await folders()).toHaveLength(1);
  });

  test('starts new processes for a new configuration', async () => {
    await deploy(probe);
    const process = await invoke({ action: 'process' });
    await deploy(probe, set('Probe', { Timeout: 29 }));
    expect(await invoke({ action: 'process' })).not.toBe(process);
  });
});
