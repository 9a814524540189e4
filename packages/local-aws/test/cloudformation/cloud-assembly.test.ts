import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readAssembly } from '../../src/cloudformation/cloud-assembly.ts';
import { writeAssembly } from '../fixtures/assembly.ts';

let folder: string;

beforeEach(async () => {
  folder = await writeAssembly({ Resources: { A: { Type: 'T' } } });
});

afterEach(() => rm(folder, { recursive: true }));

async function replace(fileName: string, text: string, replacement: string): Promise<void> {
  const file = path.join(folder, fileName);
  const content = await readFile(file, 'utf8');
  expect(content).toContain(text);
  await writeFile(file, content.replace(text, replacement));
}

test('an assembly gives its stack’s name, template and asset folders', async () => {
  const assembly = await readAssembly(folder);
  expect(assembly.stackName).toBe('Sample');
  expect([...assembly.template.resources.keys()]).toEqual(['A']);
  expect([...assembly.folders]).toEqual([
    ['worker.zip', path.join(import.meta.dirname, '..', 'fixtures', 'functions', 'worker')],
  ]);
});

test('the stack’s own name takes precedence over the name of the artifact', async () => {
  await replace('manifest.json', '"templateFile":', '"stackName":"Named","templateFile":');
  expect((await readAssembly(folder)).stackName).toBe('Named');
});

test('two stacks are refused', async () => {
  await replace('manifest.json', '"Tree":', '"Other":{"type":"aws:cloudformation:stack"},"Tree":');
  await expect(readAssembly(folder)).rejects.toThrow('has 2 stacks');
});

test('Docker images are refused, and the message names them', async () => {
  await replace('stack.assets.json', '"dockerImages":{}', '"dockerImages":{"image1":{}}');
  await expect(readAssembly(folder)).rejects.toThrow('Docker image assets: image1');
});
