import { callerIdentity, searchForeignGrants } from './caller-identity.ts';
import { SEED, testProof } from './proof.ts';

testProof(callerIdentity);

test("the generator makes enough requests that are the caller's own, and each control finds others", async () => {
  const { tried, inside, found } = await searchForeignGrants(5_000, SEED);
  expect(inside / tried).toBeGreaterThan(0.02);
  expect(inside / tried).toBeLessThan(0.9);
  for (const finds of Object.values(found)) {
    expect(finds).toBeGreaterThan(0);
  }
});
