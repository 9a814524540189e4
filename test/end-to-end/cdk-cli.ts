import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocalAws } from 'local-aws';
import { writeAwsConfig } from '../../tools/local/client-files.ts';
import { createOperator } from '../../tools/local/sample-callers.ts';

export interface CliOutcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The pinned CDK CLI, run as a person runs it: as an administrator of the local account. */
export class CdkCli {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'broker-cdk-cli-'));
  readonly #environment: string;

  constructor(local: LocalAws) {
    const { account, endpointUrl } = local;
    this.#environment = `aws://${account.accountId}/${account.region}`;
    writeAwsConfig(this.#configFile, [{ name: 'operator', credentials: createOperator(local) }], {
      endpointUrl,
      region: account.region,
    });
    // The CLI looks for an app in its working directory.
    writeFileSync(path.join(this.#folder, 'cdk.json'), '{}');
  }

  get #configFile(): string {
    return path.join(this.#folder, 'aws-config');
  }

  bootstrap(...options: readonly string[]): Promise<CliOutcome> {
    return this.#run('bootstrap', this.#environment, ...options);
  }

  deploy(assembly: string, ...options: readonly string[]): Promise<CliOutcome> {
    return this.#run('deploy', '--app', assembly, '--require-approval', 'never', ...options);
  }

  diff(assembly: string): Promise<CliOutcome> {
    return this.#run('diff', '--app', assembly, '--fail');
  }

  destroy(assembly: string): Promise<CliOutcome> {
    return this.#run('destroy', '--app', assembly, '--force');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(...args: readonly string[]): Promise<CliOutcome> {
    const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
    const child = spawn(process.execPath, [cdk, ...args, '--ci', '--no-notices'], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: this.#folder,
        AWS_CONFIG_FILE: this.#configFile,
        AWS_PROFILE: 'operator',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) =>
        resolve({ exitCode, output: Buffer.concat(output).toString() }),
      );
    });
  }
}
