import { CALLS } from './faults/aws-server.ts';
import { VirtualTime } from './faults/virtual-time.ts';
import { testProof } from './proof.ts';
import { FAULT_CASES, faultsOf, upstreamFaults } from './upstream-faults.ts';

jest.setTimeout(120_000);

testProof(upstreamFaults);

/** Those that look like something else: as a time-out, as no keys, as no throttling. */
test.each([
  ['GetFederationToken', 'Throttling until later'],
  ['GetSecretValue', 'ThrottlingException until later'],
  ['ListObjectsV2', 'SlowDown until later'],
  ['GetFederationToken', '429 without a body'],
  ['getSigninToken', '429 without a body'],
  ['getSigninToken', '429 until later'],
  ['ListObjectsV2', 'an empty body'],
  ['ListAccessKeys', 'an empty body'],
  ['GetSecretValue', 'a body with rubbish before it'],
])('%s ends as designed after a fault in disguise: %s', async (call, name) => {
  const cases = FAULT_CASES.filter((given) => given.call === call && given.fault.name === name);
  expect(cases.length).toBeGreaterThan(0);
  for (const given of cases.filter(({ of }) => of !== 'rotation')) {
    expect(await faultsOf(given)).toEqual([]);
  }
});

test('each call that a function makes meets every kind of fault', () => {
  for (const call of CALLS) {
    const kinds = new Set(FAULT_CASES.filter((given) => given.call === call).map(kindOf));
    const malformed = call === 'CloudFormation' ? [] : ['malformed'];
    expect([...kinds].sort()).toEqual(
      ['broken', 'failed', ...malformed, 'refused', 'silence', 'throttled'].sort(),
    );
  }
});

const kindOf = ({ fault }: (typeof FAULT_CASES)[number]) => fault.kind;

test('virtual time passes in the order of the timers, and as long as they say', async () => {
  const time = new VirtualTime();
  const started = performance.now();
  const order: unknown[] = [];
  await time.during(async () => {
    const from = Date.now();
    const note = (what: string) => order.push([what, Date.now() - from]);
    const limit = AbortSignal.timeout(3_600_000);
    limit.addEventListener('abort', () => note('the limit'));
    setTimeout(note, 60_000, 'a minute');
    clearTimeout(setTimeout(note, 1_000, 'taken back'));
    await time.sleep(7_200_000);
    note('the end');
  });
  expect(order).toEqual([
    ['a minute', 60_000],
    ['the limit', 3_600_000],
    ['the end', 7_200_000],
  ]);
  expect(performance.now() - started).toBeLessThan(5_000);
});
