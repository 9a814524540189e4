import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { FunctionFolder } from '../../src/lambda/function-folder.ts';
import { settingsOf } from './function-fixture.ts';

test('a function whose code cannot be copied leaves no folder', async () => {
  const functionName = `Missing-${process.pid}`;
  const settings = settingsOf({ functionName, codeFolder: 'missing' });
  await expect(FunctionFolder.create(settings)).rejects.toThrow('ENOENT');
  const isOfFunction = (name: string) => name.startsWith(`local-aws-${functionName}`);
  expect(readdirSync(tmpdir()).filter(isOfFunction)).toEqual([]);
});
