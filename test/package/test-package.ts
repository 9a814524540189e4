import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { Report } from '../../verification/clients/report.ts';
import { outcomeOf } from './command.ts';
import { ConsumerApp, initCdkApp } from './consumer-app.ts';
import { differences, readStack, resourcesByPath } from './same-template.ts';
import { checkTypes } from './type-checks.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

const CONFIGURATION = 'federation-broker.json';

/** More than the package needs, and far fewer than the sources have. */
const FILES_MAX = 100;

const NOT_SHIPPED = /\btest\b|\.map$|(?<!\.d)\.ts$/;

/**
 * Packs the package, installs it into two apps as other people have them, and uses it there: one of ES modules on the
 * lowest supported versions, and one of CommonJS as `cdk init` makes it, with the broker in a stage of a pipeline. The
 * last line counts the checks.
 */
async function main(): Promise<void> {
  const report = new Report(console.log);
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-package-'));
  try {
    await checkPackage(folder, report);
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(report.summary());
  process.exitCode = report.failed === 0 ? 0 : 1;
}

async function checkPackage(folder: string, report: Report): Promise<void> {
  const tarball = await pack(folder, report);
  const [esm, commonjs] = await Promise.all([
    installedEsmApp(path.join(folder, 'esm'), tarball, report),
    installedCommonJsApp(path.join(folder, 'app'), tarball, report),
  ]);
  await checkApp(esm, '', report);
  await checkApp(commonjs, 'assembly-Pipeline-Prod', report);
  await checkTypes(commonjs, { 5: esm, 7: commonjs }, report);
}

/** Returns the tarball's path. */
async function pack(folder: string, report: Report): Promise<string> {
  const packed = await outcomeOf(
    ['npm', 'pack', '--json', '--pack-destination', folder],
    REPOSITORY,
  );
  // Before the JSON stands what the build wrote.
  const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));
  const paths: readonly string[] = files.map(({ path: file }: { path: string }) => file);
  const unwanted = paths.filter((file) => NOT_SHIPPED.test(file));
  report.check('package: has no tests and no sources', unwanted.length === 0, unwanted.join());
  report.check('package: has few files', paths.length <= FILES_MAX, `${paths.length} files`);
  return path.join(folder, filename);
}

/** On the lowest versions that the package says it supports. */
async function installedEsmApp(
  folder: string,
  tarball: string,
  report: Report,
): Promise<ConsumerApp> {
  const lowest = Object.entries(manifest.peerDependencies).map(
    ([name, range]) => `${name}@${range.replace('^', '')}`,
  );
  const app = new ConsumerApp('esm', folder);
  await install(app, [tarball, ...lowest], report);
  return app;
}

async function installedCommonJsApp(
  folder: string,
  tarball: string,
  report: Report,
): Promise<ConsumerApp> {
  mkdirSync(folder);
  await initCdkApp(folder);
  const app = new ConsumerApp('commonjs', folder);
  await install(app, [tarball], report);
  return app;
}

async function install(
  app: ConsumerApp,
  packages: readonly string[],
  report: Report,
): Promise<void> {
  for (const file of [CONFIGURATION, 'grants.json']) {
    cpSync(path.join(REPOSITORY, file), app.path(file));
  }
  const { succeeded, output } = await app.install(...packages);
  report.check(`${app.name}: installs`, succeeded, output);
}

/** @param assembly the folder below `cdk.out` that holds the broker's stack */
async function checkApp(app: ConsumerApp, assembly: string, report: Report): Promise<void> {
  const checkRun = async (what: string, ...command: readonly string[]) => {
    const { succeeded, output } = await app.run(...command);
    report.check(`${app.name}: ${what}`, succeeded, output);
  };
  await checkRun('compiles', 'npm', 'run', 'build');
  await checkRun("the app's own tests pass", 'npm', 'test');
  const synth = await app.synth();
  report.check(`${app.name}: synthesizes`, synth.succeeded, synth.output);
  const theirs = readStack(app.path('cdk.out', assembly));
  const ours = readStack(await ourAssembly(app, theirs.stackName));
  const different = differences(resourcesByPath(theirs), resourcesByPath(ours));
  const what = `${app.name}: deploys what the repository deploys`;
  report.check(what, different.length === 0, different.join());
}

/** Synthesizes our own stack with this name and the app's feature flags. Returns the folder of the cloud assembly. */
async function ourAssembly(app: ConsumerApp, stackName: string): Promise<string> {
  const folder = app.path('cdk.out.ours');
  const config = app.path('ours.json');
  writeFileSync(config, JSON.stringify({ ...readJson(app.path(CONFIGURATION)), stackName }));
  const context = { ...readJson(app.path('cdk.json')).context, config };
  const { succeeded, output } = await outcomeOf(
    [process.execPath, '--import', 'tsx', 'bin/federation-broker.ts'],
    REPOSITORY,
    { CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  );
  if (!succeeded) {
    throw new Error(`Our own stack was not synthesized: ${output}`);
  }
  return folder;
}

function readJson(file: string): Record<string, object> {
  return JSON.parse(readFileSync(file, 'utf8'));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
