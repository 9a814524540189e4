import { cpSync } from 'node:fs';
import path from 'node:path';
import { type Outcome, outcomeOf } from './command.ts';

const CDK = path.resolve(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');

/** A CDK app outside the repository, as somebody has one who installs the package. */
export class ConsumerApp {
  readonly name: string;
  readonly folder: string;

  /** @param folder empty, or what `cdk init` made */
  constructor(name: string, folder: string) {
    this.name = name;
    this.folder = folder;
    cpSync(path.join(import.meta.dirname, 'apps', name), folder, { recursive: true });
  }

  run(...command: readonly string[]): Promise<Outcome> {
    return outcomeOf(command, this.folder);
  }

  install(...packages: readonly string[]): Promise<Outcome> {
    return this.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...packages);
  }

  /** Without the CDK's own validation, which takes longer than all else. */
  synth(): Promise<Outcome> {
    return this.run(process.execPath, CDK, 'synth', '--quiet', '--no-validation');
  }

  path(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts);
  }
}

/** What `cdk init` makes for TypeScript. */
export async function initCdkApp(folder: string): Promise<void> {
  const init = ['init', 'app', '--language', 'typescript', '--generate-only'];
  const { succeeded, output } = await outcomeOf([process.execPath, CDK, ...init], folder);
  if (!succeeded) {
    throw new Error(`cdk init failed: ${output}`);
  }
}
