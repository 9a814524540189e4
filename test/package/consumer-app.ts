import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../verification/clients/report.ts';
import { type BuildMachine, onMachine, USUAL_MACHINE } from '../build-machine.ts';
import { type Outcome, outcomeOf } from './command.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const APPS = path.join(import.meta.dirname, 'apps');
const CDK = path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk');

/** A CDK app outside the repository, which installs the package. */
export class ConsumerApp {
  readonly name: string;
  readonly folder: string;
  readonly #report: Report;

  constructor(name: string, folder: string, report: Report) {
    this.name = name;
    this.folder = folder;
    this.#report = report;
    cpSync(path.join(REPOSITORY, 'grants.json'), this.path('grants.json'));
    cpSync(path.join(REPOSITORY, 'sample/grants.json'), this.path('sample-grants.json'));
  }

  path(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts);
  }

  /** Whether the command-line client is installed. */
  get hasClient(): boolean {
    return existsSync(this.path('node_modules/.bin/fedbroker'));
  }

  run(...command: readonly string[]): Promise<Outcome> {
    return outcomeOf(command, this.folder);
  }

  /** Runs a command, and reports whether it succeeds. */
  async check(what: string, ...command: readonly string[]): Promise<Outcome> {
    const outcome = await this.run(...command);
    this.#report.check(`${this.name}: ${what}`, outcome.succeeded, outcome.output);
    return outcome;
  }

  install(packages: readonly string[]): Promise<Outcome> {
    const options = ['--no-audit', '--no-fund', '--prefer-offline'];
    return this.check('installs', 'npm', 'install', ...options, ...packages);
  }

  synth(...options: readonly string[]): Promise<Outcome> {
    return this.synthOn(USUAL_MACHINE, ...options);
  }

  /** Synthesizes without the CDK's template validation, which would take most of the time. */
  synthOn(machine: BuildMachine, ...options: readonly string[]): Promise<Outcome> {
    const command = [process.execPath, CDK, 'synth', '--quiet', '--no-validation', ...options];
    return this.run(...onMachine(machine, command));
  }
}

/** An app of ES modules. */
export function esmApp(folder: string, report: Report): ConsumerApp {
  cpSync(path.join(APPS, 'esm'), folder, { recursive: true });
  cpSync(path.join(APPS, 'compared.ts'), path.join(folder, 'compared.ts'));
  return new ConsumerApp('esm', folder, report);
}

/** An app as `cdk init` creates it for TypeScript, with the README's broker in a stage of a pipeline. */
export async function commonJsApp(folder: string, report: Report): Promise<ConsumerApp> {
  mkdirSync(folder);
  const init = ['init', 'app', '--language', 'typescript', '--generate-only'];
  const { succeeded, output } = await outcomeOf([process.execPath, CDK, ...init], folder);
  if (!succeeded) {
    throw new Error(`cdk init failed: ${output}`);
  }
  cpSync(path.join(APPS, 'commonjs'), folder, { recursive: true });
  cpSync(path.join(APPS, 'compared.ts'), path.join(folder, 'bin/compared.ts'));
  const stack = readFileSync(path.join(APPS, 'storage-stack.ts.txt'), 'utf8');
  writeFileSync(path.join(folder, 'lib/storage-stack.ts'), withReadmeLines(stack));
  return new ConsumerApp('commonjs', folder, report);
}

/** Inserts the README's example for a stack into the source of a stack. */
function withReadmeLines(source: string): string {
  const readme = readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8');
  const block = /<!-- in a stack -->\n```ts\n(.*?)```/s.exec(readme)?.[1];
  if (block === undefined) {
    throw new Error('The README shows no lines of a stack.');
  }
  const [imports = '', statements = ''] = block.split(/\n\n(.*)/s);
  return source
    .replace('// README imports', () => imports)
    .replace('// README statements', () => statements);
}
