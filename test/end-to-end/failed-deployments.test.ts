import { type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';
import { runKeyFunction } from './key-functions.ts';

jest.setTimeout(120_000);

const grantee = { iam: 'user/caller' };
const grant = { id: 'a', grantee, scope: 's3://amzn-s3-demo-bucket/a/*', permission: 'READ' };

const original = BrokerAssembly.synthesize({ grants: [grant], rotationDays: 30 });
/** An update that changes most resources in place, or replaces them. */
const changed = BrokerAssembly.synthesize({
  grants: [grant, { ...grant, id: 'b', scope: 's3://amzn-s3-demo-bucket/b/*' }],
  rotationDays: 7,
  logRetentionDays: 90,
  throttle: { rateLimit: 500, burstLimit: 500 },
  architecture: 'x86_64',
  revocations: [{ federatedUser: '*', issuedBefore: '2026-11-22T02:00:00Z' }],
});
/** An update that creates user, secret, rotation and cleanup again, and deletes the old ones. */
const renamed = original.then((assembly) => assembly.withRenamedIdentity());

let aws: LocalAws;
/** The logical id of the resource that fails. */
let failing: string | undefined;
const invocations = new Set<Promise<unknown>>();

beforeAll(async () => {
  aws = await startLocalAws({
    faults: { failsToStabilize: (logicalId) => logicalId === failing },
    functionHandler: (functionArn, event) => {
      const invocation = runKeyFunction(aws, functionArn, event).finally(() =>
        invocations.delete(invocation),
      );
      invocations.add(invocation);
      return invocation;
    },
    onWarning: () => undefined,
  });
});

afterEach(() => {
  failing = undefined;
});

afterAll(async () => {
  await aws.close();
  await removeBrokerAssemblies();
});

async function deploy(assembly: Promise<BrokerAssembly>): Promise<Stack> {
  try {
    return await aws.deploy((await assembly).folder);
  } finally {
    await settled();
  }
}

async function settled(): Promise<void> {
  const arn = aws.findStack('Broker')?.resources.get('BrokerAccessKeySecret')?.physicalId;
  await (arn && aws.secretsManager.rotationSettled(arn));
  await Promise.allSettled(invocations);
}

/** What exists in the account. */
function existing() {
  const { users, roles } = aws.identities;
  const policiesOf = ({ policies }: ReturnType<typeof users.get>) => [
    policies.boundary,
    policies.managedPolicyArns,
    policies.inlinePolicyNames,
  ];
  return {
    users: users.all().map((user) => [user.userName, policiesOf(user)]),
    roles: roles.all().map((role) => [role.roleName, role.policies.inlinePolicyNames]),
    logGroups: aws.logs.names,
  };
}

const keyCount = () =>
  aws.identities.users.all().flatMap(({ accessKeys }) => accessKeys.list()).length;

const idsOf = (stack: Stack) =>
  [...stack.resources].map(([logicalId, { physicalId }]) => [logicalId, physicalId]);

/** The statuses of the stack in the events since `from`. */
const statusesOf = ({ history, stackName }: Stack, from: number) =>
  history.events
    .slice(from)
    .filter(({ logicalId }) => logicalId === stackName)
    .map(({ status }) => status);

/** The last status of each resource of which CloudFormation has changed something since `from`. */
function lastStatuses({ history, stackName }: Stack, from: number): ReadonlyMap<string, string> {
  return new Map(
    history.events
      .slice(from)
      .filter(({ logicalId }) => logicalId !== stackName)
      .map(({ logicalId, status }) => [logicalId, status]),
  );
}

/** Adds the failed resource, so that the message of a failed expectation names it. */
const of = (value: unknown) => ({ failing, value });

test('a creation that fails in any resource of the template leaves nothing', async () => {
  const complete = await deploy(original);
  const logicalIds = [...complete.resources.keys()];
  await complete.delete();
  expect(existing()).toEqual({ users: [], roles: [], logGroups: [] });
  for (failing of logicalIds) {
    await expect(deploy(original)).rejects.toThrow(`CREATE_FAILED ${failing} `);
    const stack = aws.findStack('Broker') as Stack;
    const created = logicalIds.slice(0, logicalIds.indexOf(failing) + 1);
    expect(of(statusesOf(stack, 0))).toEqual(
      of(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']),
    );
    expect(of(lastStatuses(stack, 0))).toEqual(
      of(new Map(created.map((logicalId) => [logicalId, 'DELETE_COMPLETE']))),
    );
    expect(of(existing())).toEqual(of({ users: [], roles: [], logGroups: [] }));
  }
});

test.each([
  ['changes settings', changed, 12],
  ['replaces the user and its key', renamed, 12],
])(
  'an update that %s and fails in any resource leaves the former state',
  async (_, update, least) => {
    let stack = await deploy(original);
    const before = stack.history.events.length;
    await deploy(update);
    const touched = [...lastStatuses(stack, before)]
      .filter(([, status]) => status !== 'DELETE_COMPLETE')
      .map(([logicalId]) => logicalId);
    expect(touched.length).toBeGreaterThanOrEqual(least);
    await stack.delete();
    stack = await deploy(original);
    const former = { ids: idsOf(stack), outputs: stack.outputs, existing: existing() };
    for (failing of touched) {
      const from = stack.history.events.length;
      await expect(deploy(update)).rejects.toThrow(
        new RegExp(`^(CREATE|UPDATE)_FAILED ${failing} .*; the stack was rolled back$`),
      );
      const statuses = statusesOf(stack, from);
      expect(of([statuses[0], statuses[1], statuses.at(-1)])).toEqual(
        of(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']),
      );
      const rolledBack = { ids: idsOf(stack), outputs: stack.outputs, existing: existing() };
      expect(of(rolledBack)).toEqual(of(former));
      // A changed schedule rotates, and the previous key stays until the next rotation.
      expect(of(keyCount() <= 2)).toEqual(of(true));
    }
    failing = undefined;
    await deploy(update);
    await stack.delete();
    expect(existing()).toEqual({ users: [], roles: [], logGroups: [] });
  },
);
