import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLIENT = path.resolve(import.meta.dirname, '../../src/lambda/runtime/client.mjs');

test('a function ends after its local AWS was killed', async () => {
  const taskRoot = mkdtempSync(path.join(tmpdir(), 'local-aws-test-'));
  writeFileSync(path.join(taskRoot, 'index.mjs'), 'export const handler = async () => {};');
  const runtimeApi = createServer();
  runtimeApi.listen(0, '127.0.0.1');
  await once(runtimeApi, 'listening');
  const { port } = runtimeApi.address() as AddressInfo;
  const launch = { handler: 'index.handler', taskRoot, runtimeApi: `127.0.0.1:${port}` };
  const client = spawn(process.execPath, [CLIENT, JSON.stringify(launch)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(client, 'exit');
  await once(runtimeApi, 'request');

  client.stdout?.destroy();
  runtimeApi.closeAllConnections();
  runtimeApi.close();

  expect(await exited).toEqual([1, null]);
  rmSync(taskRoot, { recursive: true });
});
