import { SEED, testProof } from './proof.ts';
import { searchOutsideAccesses, sessionAccesses } from './session-accesses.ts';

testProof(sessionAccesses);

test('the generator makes enough probes inside the accesses', async () => {
  const { tried, inside } = await searchOutsideAccesses(2_000, SEED);
  expect(inside / tried).toBeGreaterThan(0.1);
  expect(inside / tried).toBeLessThan(0.9);
});
