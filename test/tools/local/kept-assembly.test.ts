import fs, {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { keptAssembly } from '../../../tools/local/kept-assembly.ts';

let folder: string;
/** By default, those of this repository. */
let sources: string[] | undefined;
let syntheses: number;
let duringSynthesis: () => void;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-assembly-'));
  sources = [path.join(folder, 'lib'), path.join(folder, 'missing.json')];
  syntheses = 0;
  duringSynthesis = () => undefined;
  cpSync('sample', path.join(folder, 'sample'), { recursive: true });
  mkdirSync(path.join(folder, 'lib/deeper'), { recursive: true });
  writeFileSync(path.join(folder, 'lib/deeper/a.ts'), 'a');
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** @returns the number of syntheses so far, and the content of the returned assembly */
async function synthesized(): Promise<readonly [number, string]> {
  const assembly = await keptAssembly(path.join(folder, 'sample/federation-broker.json'), {
    folder: path.join(folder, 'kept'),
    sources,
    synth: async (_, output) => {
      syntheses += 1;
      mkdirSync(output);
      writeFileSync(path.join(output, 'template'), `synthesis ${syntheses}`);
      duringSynthesis();
    },
  });
  return [syntheses, readFileSync(path.join(assembly, 'template'), 'utf8')];
}

const edit = (file: string, from: string, to: string) => {
  const place = path.join(folder, file);
  writeFileSync(place, readFileSync(place, 'utf8').replace(from, to));
};

test('a synthesis of unchanged files is not repeated', async () => {
  expect([await synthesized(), await synthesized()]).toEqual([
    [1, 'synthesis 1'],
    [1, 'synthesis 1'],
  ]);
});

test('two starts at the same time both synthesize, and keep one of the results', async () => {
  const [[, one], [, other]] = await Promise.all([synthesized(), synthesized()]);
  expect(syntheses).toBe(2);
  expect(one).toBe(other);
  expect(readdirSync(path.join(folder, 'kept'))).toHaveLength(1);
});

test.each<[string, () => void]>([
  [
    'the configuration',
    () => edit('sample/federation-broker.json', '"grants"', '"rotationDays": 7, "grants"'),
  ],
  ['the grants', () => edit('sample/grants.json', '43200', '3600')],
  ['the cases', () => edit('sample/grants.cases.json', 'team-ab/*', 'team-ac/*')],
  ['a source file', () => edit('lib/deeper/a.ts', 'a', 'b')],
  ['a new source file', () => writeFileSync(path.join(folder, 'lib/b.ts'), 'b')],
  ['a source file in place of another', () => writeFileSync(path.join(folder, 'missing.json'), '')],
])('a change of %s needs a new synthesis', async (_, change) => {
  await synthesized();
  change();
  expect(await synthesized()).toEqual([2, 'synthesis 2']);
});

test("a change of the user's settings of the CDK CLI needs a new synthesis", async () => {
  jest.spyOn(os, 'homedir').mockReturnValue(folder);
  sources = undefined;
  await synthesized();
  writeFileSync(path.join(folder, '.cdk.json'), '{ "tags": [{ "Key": "team", "Value": "a" }] }');
  expect(await synthesized()).toEqual([2, 'synthesis 2']);
});

test.each([
  ['CDK_TAGS', 'team=a'],
  ['CDK_PATH_METADATA', 'true'],
  ['CDK_CONTEXT', 'config=federation-broker.json'],
])('a changed variable %s causes a new synthesis', async (name, value) => {
  await synthesized();
  jest.replaceProperty(process, 'env', { ...process.env, [name]: value });
  expect(await synthesized()).toEqual([2, 'synthesis 2']);
});

test('a failed synthesis is not kept', async () => {
  const failing = keptAssembly(path.join(folder, 'sample/federation-broker.json'), {
    folder: path.join(folder, 'kept'),
    sources: [],
    synth: (_, output) => {
      mkdirSync(output);
      return Promise.reject(new Error('failed'));
    },
  });
  await expect(failing).rejects.toThrow('failed');
  expect((await synthesized())[1]).toBe('synthesis 1');
});

test.each<[string, string, string, string]>([
  ['a source', 'lib/deeper/a.ts', 'a', 'b'],
  ['the configuration', 'sample/federation-broker.json', '"grants"', '"rotationDays": 7, "grants"'],
])(
  'a synthesis during which %s has changed is used once and not kept',
  async (_, file, from, to) => {
    duringSynthesis = () => edit(file, from, to);
    expect(await synthesized()).toEqual([1, 'synthesis 1']);
    duringSynthesis = () => undefined;
    edit(file, to, from);
    expect(await synthesized()).toEqual([2, 'synthesis 2']);
  },
);

/** @returns the name of a folder that was last used two hours ago */
async function oldFolder(): Promise<string> {
  await synthesized();
  const [old = ''] = readdirSync(path.join(folder, 'kept'));
  const twoHoursAgo = new Date(Date.now() - 7_200_000);
  utimesSync(path.join(folder, 'kept', old), twoHoursAgo, twoHoursAgo);
  return old;
}

test('folders that nobody has used for an hour are removed', async () => {
  const old = await oldFolder();
  edit('lib/deeper/a.ts', 'a', 'b');
  await synthesized();
  expect(readdirSync(path.join(folder, 'kept'))).not.toContain(old);
});

test('an old folder that a run uses again is not removed by the next run', async () => {
  const old = await oldFolder();
  await synthesized();
  edit('lib/deeper/a.ts', 'a', 'b');
  await synthesized();
  expect(readdirSync(path.join(folder, 'kept'))).toContain(old);
});

test('a start that ends while it removes an old folder leaves nothing that a later start uses', async () => {
  await oldFolder();
  edit('lib/deeper/a.ts', 'a', 'b');
  const remove = jest.spyOn(fs, 'rmSync').mockImplementation((old) => {
    fs.unlinkSync(path.join(String(old), 'template'));
    throw new Error('ended');
  });
  await expect(synthesized()).rejects.toThrow('ended');
  remove.mockRestore();
  edit('lib/deeper/a.ts', 'b', 'a');
  expect(await synthesized()).toEqual([2, 'synthesis 2']);
});
