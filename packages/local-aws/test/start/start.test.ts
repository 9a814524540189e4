import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import { stackTemplate, type TemplateFixture } from '../fixtures/stack-template.ts';

let aws: LocalAws;
let warnings: string[];

beforeEach(async () => {
  warnings = [];
  aws = await startLocalAws({ onWarning: (message) => warnings.push(message) });
});

afterEach(() => aws.close());

function deploy(change: (template: TemplateFixture) => void = () => undefined) {
  const template = stackTemplate();
  change(template);
  return withAssembly(template, (folder) => aws.deploy(folder));
}

function messagesOf(logGroup: string | undefined): readonly string[] {
  return aws.logs.events(String(logGroup)).map(({ message }) => message);
}

describe('a stack', () => {
  test('has every type of resource, created in the order of dependencies', async () => {
    const stack = await deploy();
    const order = [...stack.resources.keys()];
    const template = stackTemplate();
    expect(new Set(order)).toEqual(new Set(Object.keys(template.Resources)));
    expect(order.indexOf('Greeter')).toBeGreaterThan(order.indexOf('Worker'));
    expect(order.indexOf('Worker')).toBeGreaterThan(order.indexOf('WorkerRole'));
    expect(stack.outputs).toEqual({
      Url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      SecretArn: expect.stringMatching(
        /^arn:aws:secretsmanager:us-east-1:111122223333:secret:Secret-[A-Z0-9]{12}-\w{6}$/,
      ),
      Greeting: 'hello Ada',
      CallerPolicyArn: expect.stringMatching(
        /^arn:aws:iam::111122223333:policy\/Sample-CallerPolicy-/,
      ),
    });
    expect(warnings).toEqual([]);
  });

  test('attaches policy and boundary to its user', async () => {
    const stack = await deploy();
    const { physicalId = '' } = stack.resources.get('Person') ?? {};
    const { policies } = aws.identities.users.get(physicalId);
    expect(policies.managedPolicyArns).toEqual([stack.resources.get('Ceiling')?.physicalId]);
    expect(policies.boundary).toBeDefined();
  });

  test('leaves nothing behind when it is deleted', async () => {
    const stack = await deploy();
    const physicalId = (id: string) => stack.resources.get(id)?.physicalId ?? '';
    const [person, role, logs] = ['Person', 'WorkerRole', 'WorkerLogs'].map(physicalId);
    const secret = physicalId('Secret');
    const { Url: url = '' } = stack.outputs;
    await stack.delete();
    expect(stack.resources.size).toBe(0);
    expect(() => aws.identities.users.get(String(person))).toThrow('cannot be found');
    expect(() => aws.identities.roles.get(String(role))).toThrow('cannot be found');
    expect(() => aws.logs.events(String(logs))).toThrow('does not exist');
    expect(() => aws.secretsManager.rotationSettled(secret)).toThrow("can't find");
    await expect(fetch(url)).rejects.toThrow();
  });

  test('is updated if it exists, and is a new stack after its deletion', async () => {
    const stack = await deploy();
    expect(await deploy()).toBe(stack);
    await stack.delete();
    const another = await deploy();
    expect(another.stackName).toBe(stack.stackName);
    expect(another.stackId).not.toBe(stack.stackId);
  });

  test('runs its first rotation after its creation, with the function’s permission', async () => {
    const stack = await deploy();
    const { SecretArn: secretArn = '' } = stack.outputs;
    expect(await aws.secretsManager.rotationSettled(secretArn)).toMatchObject({
      step: 'finishSecret',
      reason: 'The function did not move AWSCURRENT to the new version.',
    });
    const steps = messagesOf(stack.resources.get('WorkerLogs')?.physicalId).filter((message) =>
      message.includes('step '),
    );
    expect(steps.map((message) => message.split('step ')[1])).toEqual([
      'createSecret',
      'setSecret',
      'testSecret',
      'finishSecret',
    ]);
  });
});

describe('a missing permission counts', () => {
  test('without a permission for Secrets Manager, the rotation is refused', async () => {
    const stack = await deploy(({ Resources }) => {
      delete Resources.RotationPermission;
      delete Resources.Rotation?.DependsOn;
    });
    const { SecretArn: secretArn = '' } = stack.outputs;
    expect(await aws.secretsManager.rotationSettled(secretArn)).toMatchObject({
      succeeded: false,
      step: 'createSecret',
      reason: expect.stringMatching(
        /^AccessDeniedException: .*secretsmanager\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction/,
      ),
    });
  });

  test('with a permission for another account, the rotation is refused', async () => {
    const stack = await deploy(({ Resources }) => {
      Object.assign(Resources.RotationPermission?.Properties ?? {}, {
        SourceAccount: '444455556666',
      });
    });
    const { SecretArn: secretArn = '' } = stack.outputs;
    const outcome = await aws.secretsManager.rotationSettled(secretArn);
    expect(outcome).toMatchObject({ succeeded: false, step: 'createSecret' });
  });

  test('without permissions to write logs, the function works, its log stays empty, and there is a warning', async () => {
    const stack = await deploy(({ Resources }) => {
      delete Resources.WorkerRole?.Properties?.Policies;
    });
    expect(stack.outputs.Greeting).toBe('hello Ada');
    const { SecretArn: secretArn = '' } = stack.outputs;
    await aws.secretsManager.rotationSettled(secretArn);
    expect(messagesOf(stack.resources.get('WorkerLogs')?.physicalId)).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /cannot write its log: .*not authorized to perform: logs:CreateLogStream/,
      ),
    ]);
  });

  test('without trust in Lambda, the function is not created', async () => {
    const deployed = deploy(({ Resources }) => {
      Object.assign(Resources.WorkerRole?.Properties ?? {}, {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ec2.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      });
    });
    await expect(deployed).rejects.toThrow(/Worker .*cannot be assumed by Lambda/);
  });
});

describe('close', () => {
  test('ends the functions, removes their folders, and can be called again', async () => {
    const stack = await deploy();
    const { Arn: functionArn = '' } = stack.resources.get('Worker')?.attributes ?? {};
    const { payload } = await aws.functions.invokeAsDeployer(functionArn, {
      pathParameters: { what: 'environment' },
    });
    const { LAMBDA_TASK_ROOT: taskRoot = '' } = payload as Record<string, string>;
    expect(existsSync(taskRoot)).toBe(true);
    await aws.close();
    await aws.close();
    expect(existsSync(taskRoot)).toBe(false);
    await expect(fetch(aws.endpointUrl)).rejects.toThrow();
    await expect(fetch(String(stack.outputs.Url))).rejects.toThrow();
  });
});

describe('ports', () => {
  let occupant: Server;
  let port: number;

  beforeEach(async () => {
    occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
    port = (occupant.address() as AddressInfo).port;
  });

  afterEach(() => new Promise((resolve) => occupant.close(resolve)));

  test('the start fails if the endpoint port is in use', async () => {
    await expect(startLocalAws({ endpointPort: port })).rejects.toThrow('EADDRINUSE');
  });

  test('the deployment fails and is rolled back if the API port is in use', async () => {
    const other = await startLocalAws({ apiPort: port });
    const deployed = withAssembly(stackTemplate(), (folder) => other.deploy(folder));
    await expect(deployed).rejects.toThrow(/CREATE_FAILED Api .*EADDRINUSE/);
    await other.close();
  });
});
