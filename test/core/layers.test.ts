import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CORE = path.resolve(import.meta.dirname, '../../core');

/** Folders of `core/`. Files may import from their own folder and from the layers above in this list. `.` is `core/` itself. */
const LAYERS = [
  ['.'],
  ['aws', 'callers'],
  ['grants', 'portal'],
  ['policies'],
  ['own-policies'],
  ['requests', 'responses'],
  ['events'],
  ['use-cases'],
  ['rotation', 'configuration'],
];

const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

function layerOf(folder: string): number {
  return LAYERS.findIndex((folders) => folders.includes(folder));
}

/** The folders of `core/` that the file imports from. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(CORE, file), 'utf8');
  return [...text.matchAll(/ from '(\.[^']+)'/g)].map(([, specifier = '']) =>
    path.dirname(path.join(path.dirname(file), specifier)),
  );
}

test('every folder of core/ is in a layer', () => {
  expect(new Set(files.map((file) => path.dirname(file)))).toEqual(new Set(LAYERS.flat()));
});

test('no file of core/ imports from a folder in its own or a higher layer', () => {
  const upwards = files.flatMap((file) => {
    const own = path.dirname(file);
    return importsOf(file)
      .filter((folder) => folder !== own && layerOf(folder) >= layerOf(own))
      .map((folder) => `${file} imports from ${folder}`);
  });
  expect(upwards).toEqual([]);
  expect(files.flatMap(importsOf).length).toBeGreaterThan(files.length);
});
