import { type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';

/** A deletion takes 10 s: the cleanup function needs two empty lists of keys, each after a pause of 5 s. */
const IAM = { type: 'iam' };
const JWT = { type: 'jwt', issuer: 'https://id.example.com', audience: 'federation-broker' };
const GRANT = {
  id: 'readers',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

let onlyIam: BrokerAssembly;
let both: BrokerAssembly;
let aws: LocalAws;

beforeAll(async () => {
  const keepingLogs = (authentication: readonly object[]) =>
    BrokerAssembly.synthesize({ keepLogs: true, grants: [GRANT], authentication });
  [onlyIam, both] = await Promise.all([keepingLogs([IAM]), keepingLogs([IAM, JWT])]);
});

afterAll(removeBrokerAssemblies);

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

const deploy = ({ folder }: BrokerAssembly): Promise<Stack> => aws.deploy(folder);

const logGroupsOf = ({ resources }: Stack) =>
  [...resources.values()]
    .filter(({ type }) => type === 'AWS::Logs::LogGroup')
    .map(({ physicalId }) => physicalId);

test('a first deployment that fails leaves no log, and does not prevent the next one', async () => {
  const before = new Set(aws.logs.names);
  await expect(onlyIam.withFailure().then(deploy)).rejects.toThrow('CREATE_FAILED Impossible');
  expect(new Set(aws.logs.names)).toEqual(before);
  expect((await deploy(onlyIam)).status).toBe('CREATE_COMPLETE');
});

test('a stack can be deployed again although the logs of the deleted one are kept', async () => {
  const deleted = await deploy(onlyIam);
  const kept = logGroupsOf(deleted);
  await deleted.delete();
  expect(aws.logs.names).toEqual(expect.arrayContaining(kept));
  const stack = await deploy(onlyIam);
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(logGroupsOf(stack)).not.toEqual(expect.arrayContaining(kept.slice(0, 1)));
});

test('the JWT API can be removed and added again, and the log of each API remains', async () => {
  const first = (await deploy(both)).outputs.JwtApiAccessLogGroup ?? '';
  await deploy(onlyIam);
  const stack = await deploy(both);
  const second = stack.outputs.JwtApiAccessLogGroup ?? '';
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(second).not.toBe(first);
  expect(aws.logs.names).toEqual(expect.arrayContaining([first, second]));
});
