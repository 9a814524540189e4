import { prefixEscapes, searchEscapes } from './prefix-escapes.ts';
import { SEED, testProof } from './proof.ts';

testProof(prefixEscapes);

test('the generator makes enough probes inside targets, and enough targets that the broker must refuse', async () => {
  const { tried, inside, targets, refused } = await searchEscapes(5_000, SEED);
  expect(inside / tried).toBeGreaterThan(0.1);
  expect(inside / tried).toBeLessThan(0.9);
  expect(refused).toBeGreaterThan(targets / 10);
});
