import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const MODULE = path.resolve(import.meta.dirname, '../../src/lambda/execution-environment.ts');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'execution-environment-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a function that still runs ends when the process of the local AWS exits', async () => {
  const signs = path.join(folder, 'signs');
  const code = `
    const { appendFileSync } = require('node:fs');
    exports.handler = () => new Promise(() => {
      setInterval(() => appendFileSync(${JSON.stringify(signs)}, '.'), 10);
      console.log('running');
    });
  `;
  writeFileSync(path.join(folder, 'index.cjs'), code);
  const program = `
    import { ExecutionEnvironment } from ${JSON.stringify(MODULE)};
    const environment = new ExecutionEnvironment({
      taskRoot: ${JSON.stringify(folder)},
      timeoutSeconds: 60,
      variables: {},
      client: { handler: 'index.handler' },
      onLine: (line) => {
        console.log(line);
        process.exit();
      },
    });
    await environment.initialize();
    await environment.invoke({ requestId: 'a', functionArn: 'b', traceHeader: 'c', payload: '{}' });
  `;
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('running');
  writeFileSync(signs, '');
  await setTimeout(200);
  expect(statSync(signs).size).toBe(0);
});
