import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { functionCode, RUNTIME } from '../../lib/function-code.ts';

let folder: string;
let umask: number;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  umask = process.umask(0o077);
});

afterAll(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

test('Lambda can read code that was built under a strict umask', () => {
  const app = new App({ outdir: folder });
  const code = functionCode('broker.ts', { 'grants.json': '{}' });
  new LambdaFunction(new Stack(app, 'Stack'), 'Function', {
    runtime: RUNTIME,
    handler: 'index.handler',
    code,
  });
  app.synth();
  const [asset = ''] = readdirSync(folder).filter((name) => name.startsWith('asset.'));
  const modeOf = (name: string) =>
    (statSync(path.join(folder, asset, name)).mode & 0o777).toString(8);
  expect(readdirSync(path.join(folder, asset))).toEqual([
    'grants.json',
    'index.js',
    's3-client.js',
  ]);
  expect(['grants.json', 'index.js', 's3-client.js', '.'].map(modeOf)).toEqual([
    '644',
    '644',
    '644',
    '755',
  ]);
});
