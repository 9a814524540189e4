import { TokenBucket } from '../../src/api-gateway/token-bucket.ts';

test('a bucket allows its burst at once, then its rate, and never stores more than its burst', () => {
  let time = 0;
  const bucket = new TokenBucket({ rateLimit: 2, burstLimit: 3 }, { now: () => new Date(time) });
  const taken = () => Array.from({ length: 5 }, () => bucket.take()).filter(Boolean).length;
  expect(taken()).toBe(3);
  time += 499;
  expect(taken()).toBe(0);
  time += 501;
  expect(taken()).toBe(2);
  time += 60_000;
  expect(taken()).toBe(3);
});

test('a clock that is set back does not refill the bucket', () => {
  let time = 10_000;
  const bucket = new TokenBucket({ rateLimit: 1, burstLimit: 1 }, { now: () => new Date(time) });
  expect(bucket.take()).toBe(true);
  time = 0;
  expect(bucket.take()).toBe(false);
});
