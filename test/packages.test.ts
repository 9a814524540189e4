import manifest from '../package.json' with { type: 'json' };
import fedbroker from '../packages/fedbroker/package.json' with { type: 'json' };
import localAws from '../packages/local-aws/package.json' with { type: 'json' };
import tsconfig from '../tsconfig.json' with { type: 'json' };

test('in this repository, every entry point of local-aws is its source file', () => {
  const entries = Object.entries(localAws.exports).map(([name, file]) => [
    name.replace('.', localAws.name),
    [file.replace('./dist/', './packages/local-aws/src/').replace(/\.js$/, '.ts')],
  ]);
  expect(tsconfig.compilerOptions.paths).toEqual(Object.fromEntries(entries));
});

test('all published packages have the same version', () => {
  expect([fedbroker.version, localAws.version]).toEqual([manifest.version, manifest.version]);
});
