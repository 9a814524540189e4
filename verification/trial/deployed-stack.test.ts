import { BrokerAssembly, removeBrokerAssemblies } from '../../test/end-to-end/broker-assembly.ts';
import { startFalsifyingProxy } from './falsifying-proxy.ts';
import { TrialBed } from './trial-bed.ts';

jest.setTimeout(120_000);

const BUCKET = 'amzn-s3-demo-bucket';

/** None of these calls changes anything. AWS STS refuses GetFederationToken, because a session calls it. */
const READS: ReadonlySet<string> = new Set([
  'cloudformation DescribeStacks',
  'cloudformation ListStackResources',
  'logs FilterLogEvents',
  'logs GetQueryResults',
  'logs StartQuery',
  's3 GET',
  's3 HEAD',
  'secretsmanager DescribeSecret',
  'secretsmanager GetSecretValue',
  'sts GetCallerIdentity',
  'sts GetFederationToken',
]);

let bed: TrialBed;

beforeAll(async () => {
  bed = await TrialBed.start();
});

afterAll(async () => {
  await bed.close();
  await removeBrokerAssemblies();
});

test('a trial of a deployed broker confirms claims with reads and one session, and changes nothing', async () => {
  const { local } = bed.aws;
  local.s3.createBucket(BUCKET);
  const grantee = { iam: 'user/operator' };
  const grant = { id: 'read', grantee, scope: `s3://${BUCKET}/read/*`, permission: 'READ' };
  const stack = await local.deploy((await BrokerAssembly.synthesize({ grants: [grant] })).folder);
  const before = await bed.leftovers();
  const events = stack.history.events.length;

  const proxy = await startFalsifyingProxy(local.endpointUrl, []);
  const args = ['--account', local.account.accountId, '--stack', stack.stackName];
  const { status, output } = await bed.start(args, { endpointUrl: proxy.url }).ended;
  proxy.close();

  expect([status, output]).toEqual([0, expect.stringContaining('0 refuted')]);
  expect(output).toMatch(/^confirmed {2}resource-account: allowed$/m);
  const calls = new Set(proxy.requests.map(({ call }) => call));
  expect([...calls].filter((call) => !READS.has(call))).toEqual([]);
  expect(calls).toContain('s3 GET');
  const issued = local.logs
    .events(stack.outputs.BrokerLogGroup ?? '')
    .filter(({ message }) => message.includes('"TokenIssued"'));
  expect(issued).toHaveLength(1);
  expect(await bed.leftovers()).toEqual(before);
  expect(stack.history.events).toHaveLength(events);
});
