import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import { customResourceEvents } from '../fixtures/sample-stack.ts';
import { stackTemplate, type TemplateFixture } from '../fixtures/stack-template.ts';

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterAll(() => aws.close());

function deploy(change: (template: TemplateFixture) => void): Promise<Stack> {
  const template = stackTemplate();
  change(template);
  return withAssembly(template, (folder) => aws.deploy(folder));
}

function merge(template: TemplateFixture, logicalId: string, properties: object): void {
  Object.assign(template.Resources[logicalId]?.Properties ?? {}, properties);
}

const unsupported: readonly [
  name: string,
  logicalId: string,
  properties: object,
  message: string,
][] = [
  [
    'a property',
    'Worker',
    { Layers: [] },
    'Worker (AWS::Lambda::Function): the local AWS does not support Layers',
  ],
  ['a property of a user', 'Person', { Tags: [] }, 'does not support Tags'],
  [
    'a nested property',
    'Worker',
    { LoggingConfig: { SystemLogLevel: 'WARN' } },
    'Worker.LoggingConfig: the local AWS does not support SystemLogLevel',
  ],
  ['a runtime', 'Worker', { Runtime: 'python3.13' }, 'does not support Runtime python3.13'],
  [
    'an architecture',
    'Worker',
    { Architectures: ['riscv'] },
    'does not support the architecture riscv',
  ],
  [
    'inline code',
    'Worker',
    { Code: { ZipFile: 'x' } },
    'Worker.Code: the local AWS does not support ZipFile',
  ],
  [
    'a missing asset',
    'Worker',
    { Code: { S3Bucket: 'b', S3Key: 'k.zip' } },
    'no asset folder for k.zip',
  ],
  [
    'a reserved variable',
    'Worker',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'Reserved environment variables are not supported: AWS_REGION',
  ],
  [
    'a permission for an account',
    'ApiPermission',
    { Principal: '444455556666' },
    'does not support the principal 444455556666',
  ],
  [
    'an action of a permission',
    'ApiPermission',
    { Action: 'lambda:*' },
    'does not support Action lambda:*',
  ],
  [
    'a WebSocket API',
    'Api',
    { ProtocolType: 'WEBSOCKET' },
    'does not support ProtocolType WEBSOCKET',
  ],
  [
    'a route with a Lambda authorizer',
    'GetThing',
    { AuthorizationType: 'CUSTOM' },
    'does not support AuthorizationType CUSTOM',
  ],
  [
    'a route without an authorization type',
    'GetThing',
    { AuthorizationType: { Ref: 'AWS::NoValue' } },
    'GetThing.AuthorizationType must be a string',
  ],
  [
    'a catch-all route',
    'GetThing',
    { RouteKey: '$default' },
    'does not support the route key "$default"',
  ],
  [
    'a greedy route',
    'GetThing',
    { RouteKey: 'GET /{proxy+}' },
    'does not support the route key "GET /{proxy+}"',
  ],
  ['a named stage', 'Stage', { StageName: 'prod' }, 'does not support StageName prod'],
  ['stage variables', 'Stage', { StageVariables: {} }, 'does not support StageVariables'],
  [
    'payload format 1.0',
    'Integration',
    { PayloadFormatVersion: '1.0' },
    'does not support PayloadFormatVersion 1.0',
  ],
  [
    'an integration of over 30 s',
    'Integration',
    { TimeoutInMillis: 30_001 },
    'TimeoutInMillis must be 50 to 30000',
  ],
  [
    'a generated secret',
    'Secret',
    { GenerateSecretString: {} },
    'does not support GenerateSecretString',
  ],
  [
    'a rotation by expression',
    'Rotation',
    { RotationRules: { ScheduleExpression: 'rate(1 day)' } },
    'does not support ScheduleExpression',
  ],
  [
    'an attribute',
    'Secret',
    { Description: { 'Fn::GetAtt': ['Person', 'Id'] } },
    'does not support the attribute Id of Person',
  ],
  [
    'a pseudo parameter',
    'Secret',
    { Description: { Ref: 'AWS::NotificationARNs' } },
    'does not support the pseudo parameter AWS::NotificationARNs',
  ],
  [
    'an intrinsic function',
    'Secret',
    { Description: { 'Fn::Base64': 'x' } },
    'does not support the intrinsic function Fn::Base64',
  ],
];

describe('what the local AWS does not support fails, and the message names it', () => {
  test.each(unsupported)('%s', async (_name, logicalId, properties, message) => {
    await expect(deploy((template) => merge(template, logicalId, properties))).rejects.toThrow(
      message,
    );
  });

  test('a resource type, before any resource is created', async () => {
    const deployed = deploy(({ Resources }) => {
      Resources.Queue = { Type: 'AWS::SQS::Queue' };
    });
    await expect(deployed).rejects.toThrow('does not support the resource type AWS::SQS::Queue');
  });
});

describe('a failure', () => {
  test('deletes the created resources', async () => {
    const deployed = deploy((template) => {
      merge(template, 'WorkerRole', { RoleName: 'RolledBack' });
      merge(template, 'Greeter', { Answer: 'FAILED' });
    });
    await expect(deployed).rejects.toThrow(
      'CREATE_FAILED Greeter (Custom::Greeter): The function answered FAILED: not today; everything created before it was deleted',
    );
    expect(() => aws.identities.roles.get('RolledBack')).toThrow('cannot be found');
    expect(() => aws.logs.events('/aws/vendedlogs/sample')).toThrow('does not exist');
  });

  test('of one part of a resource leaves nothing of that resource', async () => {
    const deployed = deploy((template) => {
      merge(template, 'Person', {
        UserName: 'half-made',
        ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/absent'],
      });
    });
    await expect(deployed).rejects.toThrow('CREATE_FAILED Person');
    expect(() => aws.identities.users.get('half-made')).toThrow('cannot be found');
  });

  test('a public policy of a secret is refused', async () => {
    const deployed = deploy((template) => {
      merge(template, 'SecretPolicy', {
        ResourcePolicy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 'secretsmanager:*', Resource: '*' },
          ],
        },
      });
    });
    await expect(deployed).rejects.toThrow(/SecretPolicy .*broad access/);
  });

  test('of a deletion names the resource, and the next deletion continues there', async () => {
    const stack = await deploy((template) => merge(template, 'Person', { UserName: 'keyed' }));
    const { accessKeys } = aws.identities.users.get('keyed');
    const { accessKeyId } = accessKeys.create();
    await expect(stack.delete()).rejects.toThrow(
      /DELETE_FAILED Person \(AWS::IAM::User\): .*access keys/,
    );
    accessKeys.delete(accessKeyId);
    await stack.delete();
    expect(stack.resources.size).toBe(0);
  });
});

describe('a retained resource', () => {
  const accessLog = () => aws.logs.events('/aws/vendedlogs/sample');

  test.each(['Retain', 'RetainExceptOnCreate'])('outlives its stack with %s', async (policy) => {
    const stack = await deploy(({ Resources }) => {
      Object.assign(Resources.AccessLog ?? {}, { DeletionPolicy: policy });
    });
    await stack.delete();
    expect(accessLog()).toEqual([]);
    aws.logs.deleteLogGroup('/aws/vendedlogs/sample');
  });

  test('outlives a failed creation with Retain, but not with RetainExceptOnCreate', async () => {
    const fail = (policy: string) =>
      deploy(({ Resources }) => {
        Object.assign(Resources.AccessLog ?? {}, { DeletionPolicy: policy });
        Resources.Impossible = {
          Type: 'AWS::IAM::User',
          DependsOn: Object.keys(Resources),
          Properties: { UserName: 'not a name' },
        };
      });
    await expect(fail('RetainExceptOnCreate')).rejects.toThrow('CREATE_FAILED Impossible');
    expect(accessLog).toThrow('does not exist');
    await expect(fail('Retain')).rejects.toThrow('CREATE_FAILED Impossible');
    expect(accessLog()).toEqual([]);
    aws.logs.deleteLogGroup('/aws/vendedlogs/sample');
  });
});

describe('a custom resource', () => {
  async function eventsOf(stack: Stack): Promise<Record<string, unknown>[]> {
    const { physicalId = '' } = stack.resources.get('WorkerLogs') ?? {};
    return aws.logs
      .events(physicalId)
      .flatMap(({ message }) => message.match(/\{"RequestType.*\}/) ?? [])
      .map((text) => JSON.parse(text));
  }

  test('receives the request of CloudFormation, with every value as a string', async () => {
    const stack = await deploy(() => undefined);
    const functionArn = stack.resources.get('Worker')?.attributes.Arn;
    expect(await eventsOf(stack)).toEqual([
      {
        RequestType: 'Create',
        ServiceToken: functionArn,
        ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/),
        StackId: stack.stackId,
        RequestId: expect.any(String),
        ResourceType: 'Custom::Greeter',
        LogicalResourceId: 'Greeter',
        ResourceProperties: {
          ServiceToken: functionArn,
          ServiceTimeout: '30',
          Name: 'Ada',
          Answer: 'SUCCESS',
          Count: '3',
          Flags: ['true'],
        },
      },
    ]);
    expect(stack.resources.get('Greeter')?.physicalId).toBe('Ada');
    await stack.delete();
  });

  test('receives its physical id when it is deleted', async () => {
    const stack = await deploy(({ Resources }) => {
      Object.assign(Resources.WorkerLogs ?? {}, { DeletionPolicy: 'Retain' });
      merge({ Resources }, 'WorkerLogs', { LogGroupName: '/kept' });
    });
    await stack.delete();
    const messages = aws.logs.events('/kept').map(({ message }) => message);
    expect(messages.filter((message) => message.includes('"RequestType":"Delete"'))).toEqual([
      expect.stringContaining('"PhysicalResourceId":"Ada"'),
    ]);
    aws.logs.deleteLogGroup('/kept');
  });

  test.each([
    ['FAILED', 'Ada'],
    ['throw', expect.stringMatching(/^Sample-Greeter-[A-Z0-9]{12}$/)],
  ])('that answers %s is deleted by the rollback', async (answer, physicalId) => {
    const kept = '/kept-by-rollback';
    const deployed = deploy(({ Resources }) => {
      Object.assign(Resources.WorkerLogs ?? {}, { DeletionPolicy: 'Retain' });
      merge({ Resources }, 'WorkerLogs', { LogGroupName: kept });
      merge({ Resources }, 'Greeter', { Answer: answer });
    });
    await expect(deployed).rejects.toThrow('everything created before it was deleted');
    const [deletion] = customResourceEvents(aws, kept).filter(
      ({ RequestType }) => RequestType === 'Delete',
    );
    expect(deletion?.PhysicalResourceId).toEqual(physicalId);
    aws.logs.deleteLogGroup(kept);
  });

  const failures: readonly [answer: string, message: string][] = [
    ['throw', 'The function failed: {"errorType":"Error","errorMessage":"no answer from me"'],
    ['foreign', 'The response has a different RequestId than the request'],
    ['odd', 'The response has neither Status SUCCESS nor FAILED'],
    ['text', 'The response is not JSON'],
  ];

  test.each(failures)('that answers %s fails the deployment', async (answer, message) => {
    const deployed = deploy((template) => {
      merge(template, 'Greeter', { Answer: answer });
    });
    await expect(deployed).rejects.toThrow(`CREATE_FAILED Greeter (Custom::Greeter): ${message}`);
  });

  test('that does not answer in time fails the deployment', async () => {
    const deployed = deploy((template) => {
      merge(template, 'Greeter', { Answer: 'silent', ServiceTimeout: '1' });
    });
    await expect(deployed).rejects.toThrow(
      'CREATE_FAILED Greeter (Custom::Greeter): The function did not respond within 1 seconds',
    );
  });
});
