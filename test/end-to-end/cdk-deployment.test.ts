import { type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';
import { CdkCli } from './cdk-cli.ts';

/**
 * Each command takes seconds, because the CDK CLI polls AWS. The cleanup function takes 10 seconds: it deletes the keys, and
 * then needs two empty lists of keys, each after a pause of 5 seconds.
 */
const reader = (prefix: string) => ({
  id: prefix,
  grantee: { iam: 'user/caller' },
  scope: `s3://amzn-s3-demo-bucket/${prefix}/*`,
  permission: 'READ',
});

const DONE = { exitCode: 0 };
const STACK = 'Broker';

const original = BrokerAssembly.synthesize({ grants: [reader('a')] });

afterAll(removeBrokerAssemblies);

/** Runs a test in its own account. The tests run concurrently, because they mostly wait. */
async function inAccount(use: (cdk: CdkCli, aws: LocalAws) => Promise<void>): Promise<void> {
  const aws = await startLocalAws({ onWarning: () => undefined });
  const cdk = new CdkCli(aws);
  try {
    expect(await cdk.bootstrap()).toMatchObject(DONE);
    await use(cdk, aws);
  } finally {
    cdk.close();
    await aws.close();
  }
}

function stackIn(aws: LocalAws): Stack {
  const stack = aws.findStack(STACK);
  if (stack === undefined) {
    throw new Error('There is no stack.');
  }
  return stack;
}

/** Returns the resources that were not deleted, according to their last event. */
function leftIn({ history }: Stack): readonly string[] {
  const ids = new Set(history.events.map(({ logicalId }) => logicalId));
  return [...ids].filter(
    (id) => history.latest(id) !== undefined && history.latest(id)?.status !== 'DELETE_COMPLETE',
  );
}

test.concurrent('cdk bootstrap, deploy, diff and destroy work, and destroy leaves nothing', () =>
  inAccount(async (cdk, aws) => {
    const { folder } = await original;
    // The CLI creates a change set for the diff, and deletes it together with the temporary stack.
    expect(await cdk.diff(folder)).toMatchObject({ exitCode: 1 });
    expect(aws.findStack(STACK)).toBeUndefined();

    const deployed = await cdk.deploy(folder);
    expect(deployed).toMatchObject(DONE);
    expect(deployed.output).toContain(`${STACK}.IamApiUrl = http://127.0.0.1:`);
    const stack = stackIn(aws);
    expect(stack.status).toBe('CREATE_COMPLETE');

    expect(await cdk.diff(folder)).toMatchObject({
      ...DONE,
      output: expect.stringContaining('There were no differences'),
    });
    expect(await cdk.deploy(folder)).toMatchObject({
      ...DONE,
      output: expect.stringContaining('(no changes)'),
    });

    const userName = stack.resources.get('BrokerUser')?.physicalId ?? '';
    aws.identities.users.get(userName).accessKeys.create();
    expect(await cdk.destroy(folder)).toMatchObject(DONE);
    expect(aws.findStack(stack.stackId)?.status).toBe('DELETE_COMPLETE');
    expect(leftIn(stack)).toEqual([]);
    expect(aws.identities.users.find(userName)).toBeUndefined();
  }));

test.concurrent('a failed deployment leaves nothing, and the CLI prints which resource failed', () =>
  inAccount(async (cdk, aws) => {
    const { folder } = await original;
    const failing = await (await original).withFailure();
    const failed = await cdk.deploy(failing.folder);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toMatch(/CREATE_FAILED.*AWS::IAM::User.*Impossible/);
    const stack = stackIn(aws);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(leftIn(stack)).toEqual([]);

    // The CLI deletes the failed stack and creates another one.
    expect(await cdk.deploy(folder)).toMatchObject(DONE);
    expect(stackIn(aws).stackId).not.toBe(stack.stackId);
  }));

test.concurrent('cdk destroy fails while the caller policy is attached, and succeeds afterwards', () =>
  inAccount(async (cdk, aws) => {
    const { folder } = await original;
    expect(await cdk.deploy(folder)).toMatchObject(DONE);
    const stack = stackIn(aws);
    const { policies } = aws.identities.users.create({ userName: 'caller' });
    policies.attach(stack.outputs.CallerPolicyArn ?? '');
    const refused = await cdk.destroy(folder);
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain('Cannot delete a policy attached to entities');
    expect(stack.status).toBe('DELETE_FAILED');
    policies.detach(stack.outputs.CallerPolicyArn ?? '');
    expect(await cdk.destroy(folder)).toMatchObject(DONE);
    expect(leftIn(stack)).toEqual([]);
  }));
