import { ownPolicies, searchOutsideGrants } from './own-policies.ts';
import { SEED, testProof } from './proof.ts';

testProof(ownPolicies);

test('the generator makes policies of both kinds, and probes of both kinds for those that are accepted', async () => {
  const { tried, allowed, policies, refused } = await searchOutsideGrants(5_000, SEED);
  expect(allowed / tried).toBeGreaterThan(0.1);
  expect(allowed / tried).toBeLessThan(0.9);
  expect(refused).toBeGreaterThan(policies / 2);
});
