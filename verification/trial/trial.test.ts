import { until } from '../../tools/trial/aws-answers.ts';
import { TRIAL_STACK, trialBucket } from '../../tools/trial/names.ts';
import { type Falsehood, type SeenRequest, startFalsifyingProxy } from './falsifying-proxy.ts';
import { TrialBed } from './trial-bed.ts';

jest.setTimeout(300_000);

let bed: TrialBed;

beforeAll(async () => {
  bed = await TrialBed.start();
});

afterAll(() => bed.close());

const target = (name: string) => (incoming: { headers: NodeJS.Dict<string | string[]> }) =>
  String(incoming.headers['x-amz-target']).endsWith(`.${name}`);

const FALSEHOODS: readonly Falsehood[] = [
  // False: Amazon S3 answers 403 for a missing key.
  {
    covers: ({ method, url = '' }) => method === 'HEAD' && url.includes('no-such-key'),
    ...{ status: 403, body: '' },
  },
  // False: administrators can read the broker access key.
  { covers: target('GetSecretValue'), status: 200, body: '{"SecretString": "{}"}' },
  // False: a session for one folder can list the bucket. The trial's own listings differ by their header for the bucket's owner.
  {
    covers: ({ url = '', headers }) =>
      url.includes('list-type=2') &&
      !url.includes('prefix=') &&
      headers['x-amz-expected-bucket-owner'] === undefined,
    ...{ status: 200, body: '<ListBucketResult></ListBucketResult>' },
  },
];

test('a trial refutes a claim that AWS contradicts, exits with 1, and leaves nothing', async () => {
  const proxy = await startFalsifyingProxy(bed.aws.local.endpointUrl, FALSEHOODS);
  const { status, output } = await bed.start(bed.account, { endpointUrl: proxy.url }).ended;
  proxy.close();
  const refuted = [...bed.report().matchAll(/^\| `([\w-]+)` \| \*\*refuted/gm)].map(([, id]) => id);
  expect({ refuted, output }).toEqual({
    refuted: ['secret-closed', 'session-within-folder', 'missing-key-404'],
    output: expect.stringContaining('confirmed  deletion-leaves-nothing: nothing is left'),
  });
  expect(status).toBe(1);
  expect(await bed.leftovers()).toEqual([]);
  expectOwnerIsChecked(proxy.requests);
});

test('a trial that cannot write its objects tries no claim, exits with 1, and leaves nothing', async () => {
  const refuseObjects: Falsehood = {
    covers: ({ method, url = '' }) => method === 'PUT' && url.includes('/read/object'),
    ...{ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
  };
  const proxy = await startFalsifyingProxy(bed.aws.local.endpointUrl, [refuseObjects]);
  const { status, output } = await bed.start(bed.account, { endpointUrl: proxy.url }).ended;
  proxy.close();
  expect([status, output]).toEqual([1, expect.stringContaining(' 0 refuted,')]);
  expect(bed.report()).toContain('the objects of the trial could not be written');
  expect(await bed.leftovers()).toEqual([]);
});

test('a trial does nothing if the credentials belong to another account than --account names', async () => {
  const { status, output } = await bed.start(['--account', '444455556666', '--yes']).ended;
  expect(status).toBe(1);
  expect(output).toContain('belong to account 111122223333, not to 444455556666. Nothing was done');
  expect(await bed.leftovers()).toEqual([]);
});

test('without a terminal and without consent, a trial does nothing', async () => {
  const { status, output } = await bed.start(['--account', '111122223333']).ended;
  expect(status).toBe(1);
  expect(output).toContain('There is no terminal to ask in. Give --yes to agree');
  expect(await bed.leftovers()).toEqual([]);
});

test('after a trial was killed, the next one refuses to start until --clean has deleted the stack', async () => {
  const killed = bed.start(bed.account);
  await resourcesExist();
  killed.child.kill('SIGKILL');
  await killed.ended;
  const refused = await bed.start(bed.account).ended;
  expect([refused.status, refused.output]).toEqual([
    1,
    expect.stringContaining(`The stack ${TRIAL_STACK} already exists`),
  ]);
  const { status, output } = await bed.start([...bed.account, '--clean']).ended;
  expect([status, output]).toEqual([0, expect.stringContaining('Nothing is left.')]);
  expect(await bed.leftovers()).toEqual([]);
});

test('a trial deletes everything after Ctrl-C', async () => {
  const interrupted = bed.start(bed.account);
  await resourcesExist();
  // As a terminal does, which interrupts the CDK CLI, too, unless that has a group of its own.
  process.kill(-(interrupted.child.pid ?? 0), 'SIGINT');
  const { status, output } = await interrupted.ended;
  expect([status, output]).toEqual([1, expect.stringContaining('nothing is left')]);
  expect(await bed.leftovers()).toEqual([]);
});

async function resourcesExist(): Promise<void> {
  expect(await until(Boolean, 60, async () => (await bed.leftovers()).length > 0)).toBe(true);
}

/**
 * Bucket names are global, so a bucket of the trial's name could belong to a stranger. Every write to the bucket, and every
 * request of the administrator, therefore names the account that must own the bucket.
 */
function expectOwnerIsChecked(requests: readonly SeenRequest[]): void {
  const { account } = bed.aws.local;
  const bucket = trialBucket(account.accountId, account.region);
  const toBucket = requests.filter(
    ({ path, call, accessKeyId }) =>
      path.includes(bucket) &&
      (accessKeyId === bed.aws.environment.AWS_ACCESS_KEY_ID || !/GET|HEAD/.test(call)),
  );
  expect(new Set(toBucket.map(({ call }) => call))).toEqual(
    new Set(['s3 PUT', 's3 GET', 's3 POST', 's3 HEAD']),
  );
  const unchecked = toBucket.filter(
    ({ expectedBucketOwner }) => expectedBucketOwner !== account.accountId,
  );
  expect(unchecked).toEqual([]);
}
