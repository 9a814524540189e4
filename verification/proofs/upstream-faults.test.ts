import { CALLS } from './faults/aws-server.ts';
import { VirtualTime } from './faults/virtual-time.ts';
import { testProof } from './proof.ts';
import { FAULT_CASES, type FaultCase, faultsOf, upstreamFaults } from './upstream-faults.ts';

testProof(upstreamFaults);

/** All faults of the broker function, not a sample. Each takes only milliseconds, and every caller waits for these calls. */
test('the broker answers every fault of its AWS calls as designed', () =>
  expectNoFaults(FAULT_CASES.filter(({ of }) => of === 'broker')));

test('the cleanup does not mistake an empty body for an empty list of keys', () =>
  expectNoFaults(
    FAULT_CASES.filter(
      ({ of, call, fault }) =>
        of === 'cleanup' && call === 'ListAccessKeys' && fault.name === 'an empty body',
    ),
  ));

async function expectNoFaults(cases: readonly FaultCase[]): Promise<void> {
  expect(cases.length).toBeGreaterThan(0);
  const faults: string[] = [];
  for (const given of cases) {
    const found = await faultsOf(given);
    faults.push(...found.map((text) => `${given.call}, ${given.fault.name}: ${text}`));
  }
  expect(faults).toEqual([]);
}

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

test('virtual time fires the timers in order, each at its time', async () => {
  const time = new VirtualTime();
  const started = performance.now();
  const order: unknown[] = [];
  await time.during(async () => {
    const from = Date.now();
    const note = (what: string) => order.push([what, Date.now() - from]);
    const limit = AbortSignal.timeout(3_600_000);
    limit.addEventListener('abort', () => note('the limit'));
    setTimeout(note, 60_000, 'a minute');
    clearTimeout(setTimeout(note, 1_000, 'cancelled'));
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
