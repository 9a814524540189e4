import { proveJwtMutations } from './jwt-mutations.ts';

const COUNT = 5_000;
const SEED = 20_261_121;

test('of 5,000 mutated tokens none is accepted but those that still are what the issuer signed', async () => {
  const { accepted, ...result } = await proveJwtMutations({ count: COUNT, seed: SEED });
  expect(result).toEqual({ tried: COUNT, wronglyAccepted: 0, crashed: 0 });
  expect(accepted).toBeGreaterThan(0);
});

test('without the check of signatures, mutated tokens are accepted', async () => {
  const signatures = { verify: async () => undefined };
  const result = await proveJwtMutations({ count: COUNT, seed: SEED, signatures });
  expect(result.wronglyAccepted).toBeGreaterThan(0);
  expect(result.crashed).toBe(0);
});
