import { startLoopbackServer } from '../src/loopback-server.ts';

test('a server that closes ends requests that it has not answered', async () => {
  let arrived: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { address, close } = await startLoopbackServer(() => arrived());
  const request = fetch(`http://${address}`);
  await arrival;
  await Promise.all([expect(request).rejects.toThrow('fetch failed'), close()]);
});

test('a server accepts longer headers than Node.js does by default', async () => {
  const { address, close } = await startLoopbackServer((request, response) => {
    response.end(String(request.headers['x-long']?.length));
  });
  try {
    const answer = await fetch(`http://${address}`, { headers: { 'x-long': 'x'.repeat(60_000) } });
    expect(await answer.text()).toBe('60000');
  } finally {
    await close();
  }
});
