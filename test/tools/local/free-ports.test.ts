import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { requireFreePorts } from '../../../tools/local/free-ports.ts';

let other: Server;
let taken: number;

beforeAll(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  taken = (other.address() as AddressInfo).port;
});

afterAll(() => other.close());

test('the error for a taken port names the port and says what to do', async () => {
  await expect(requireFreePorts(taken, 1)).rejects.toThrow(
    `port ${taken}: another program uses this port: stop it, or choose another port with --port`,
  );
  await expect(requireFreePorts(taken - 1, 2)).rejects.toThrow('another program uses this port');
});

test('free ports cause no error', async () => {
  await requireFreePorts(0, 2);
});

test('npm start reports a taken port before the synthesis', () => {
  const args = ['--import', 'tsx', 'tools/start.ts', '--port', String(taken)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    // Without a temporary folder, a synthesis would fail with another message.
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: '/nonexistent' },
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^port \d+: another program uses this port/);
});
