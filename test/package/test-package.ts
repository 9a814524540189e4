import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { programArguments } from '../../tools/program.ts';
import { Report } from '../../verification/clients/report.ts';
import { checkCommands, checkRevoke } from './command-checks.ts';
import { checkSameTemplate } from './compared-templates.ts';
import { commonJsApp, esmApp } from './consumer-app.ts';
import { checkDeployment } from './deployment-checks.ts';
import { checkSameAssembly, packAll } from './same-build.ts';
import { checkTypes } from './type-checks.ts';

/** The largest permitted number of files in the package. More would mean that sources got into it by mistake. */
const FILES_MAX = 100;

const NOT_SHIPPED = /\btest\b|\.map$|(?<!\.d)\.ts$/;

const USAGE = `Packs the package, installs it into two apps like those of its users, and uses it there: one of ES modules on the
lowest supported versions, and one of CommonJS as cdk init makes it, with the broker in a stage of a pipeline. Deploys an app
to the local AWS with the CDK CLI. The last line counts the checks. Needs the npm registry.

Usage: npm run test:package
`;

async function main(): Promise<void> {
  programArguments(USAGE);
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
  const packages = await packAll(folder, report);
  const [broker, client] = [packages.get('federation-broker'), packages.get('fedbroker')];
  if (broker === undefined || client === undefined) {
    throw new Error(`npm packed only ${[...packages.keys()]}.`);
  }
  const unwanted = broker.files.filter((file) => NOT_SHIPPED.test(file));
  report.check('package: has no tests and no sources', unwanted.length === 0, unwanted.join());
  const count = broker.files.length;
  report.check('package: has few files', count <= FILES_MAX, `${count} files`);

  const esm = esmApp(path.join(folder, 'esm'), report);
  const commonjs = await commonJsApp(path.join(folder, 'app'), report);
  await Promise.all([
    esm.install([broker.tarball, client.tarball, ...lowestPeers()]),
    commonjs.install([broker.tarball]),
  ]);
  for (const app of [esm, commonjs]) {
    await app.check('compiles', 'npm', 'run', 'build');
    // In jest, the CDK does not remove its temporary folders.
    const environment = ['env', `TMPDIR=${folder}`];
    await app.check("the app's own tests pass", ...environment, 'npm', 'test');
    const { succeeded, output } = await app.synth();
    report.check(`${app.name}: synthesizes`, succeeded, output);
    await checkSameAssembly(app, report);
    await checkCommands(app, report);
  }
  await checkDeployment(esm, report);
  await checkRevoke(esm, report);
  await checkSameTemplate(esm, 'node build/compared.js', report);
  await checkSameTemplate(commonjs, 'npx tsx bin/compared.ts', report);
  await checkTypes(commonjs, { 5: esm, 7: commonjs }, report);
}

/** Returns the lowest versions of dependencies that package.json says are supported. */
function lowestPeers(): readonly string[] {
  return Object.entries(manifest.peerDependencies).map(
    ([name, range]) => `${name}@${range.replace('^', '')}`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
