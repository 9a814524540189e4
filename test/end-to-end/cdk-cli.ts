import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocalAws } from 'local-aws';
import { type CdkOutcome, runCdk } from '../../tools/cdk-cli.ts';
import { writeAwsConfig } from '../../tools/local/client-files.ts';
import { createOperator } from '../../tools/local/sample-callers.ts';

/** The pinned version of the CDK CLI. It runs in its own process as an administrator of the local account. */
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
    // The CLI reads the settings in its working directory. This empty file replaces the repository's settings.
    writeFileSync(path.join(this.#folder, 'cdk.json'), '{}');
  }

  get #configFile(): string {
    return path.join(this.#folder, 'aws-config');
  }

  bootstrap(...options: readonly string[]): Promise<CdkOutcome> {
    return this.#run('bootstrap', this.#environment, ...options);
  }

  deploy(assembly: string, ...options: readonly string[]): Promise<CdkOutcome> {
    return this.#run('deploy', '--app', assembly, '--require-approval', 'never', ...options);
  }

  diff(assembly: string): Promise<CdkOutcome> {
    return this.#run('diff', '--app', assembly, '--fail');
  }

  destroy(assembly: string): Promise<CdkOutcome> {
    return this.#run('destroy', '--app', assembly, '--force');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(...args: readonly string[]): Promise<CdkOutcome> {
    return runCdk(args, {
      cwd: this.#folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.#folder,
        AWS_CONFIG_FILE: this.#configFile,
        AWS_PROFILE: 'operator',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
  }
}
