import { jwtMutations, tryJwtMutations } from './jwt-mutations.ts';
import { SEED, testProof } from './proof.ts';

testProof(jwtMutations);

test('some mutations leave a token what it was, and those are accepted', async () => {
  const { accepted } = await tryJwtMutations({ count: 1_000, seed: SEED });
  expect(accepted).toBeGreaterThan(0);
});
