import { compareDecisions, policyDecisions } from './policy-decisions.ts';
import { SEED, testProof } from './proof.ts';

testProof(policyDecisions);

test('the generated cases include allowed and denied requests', async () => {
  const { tried, allowed } = await compareDecisions(500, SEED);
  expect(allowed / tried).toBeGreaterThan(0.1);
  expect(allowed / tried).toBeLessThan(0.9);
});
