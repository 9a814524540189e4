import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { type BootstrappedAws, startBootstrappedAws } from '../../tools/trial/local-trial.ts';

export interface TrialRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly output: string }>;
}

/** Runs trials against one local AWS. Each trial has its own process, as when a person runs it against AWS. */
export class TrialBed {
  readonly aws: BootstrappedAws;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-trial-bed-'));

  readonly #s3: S3Client;

  private constructor(aws: BootstrappedAws) {
    this.aws = aws;
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = aws.environment;
    this.#s3 = new S3Client({
      region: aws.local.account.region,
      endpoint: aws.local.endpointUrl,
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    });
  }

  static async start(): Promise<TrialBed> {
    return new TrialBed(await startBootstrappedAws(() => undefined));
  }

  /** @param endpointUrl the endpoint of AWS. Default: the local AWS */
  start(
    args: readonly string[],
    { endpointUrl = this.aws.local.endpointUrl }: { endpointUrl?: string } = {},
  ): TrialRun {
    const report = ['--report', this.#reportFile];
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tools/trial.ts', ...args, ...report],
      // A group of its own, which a test can interrupt as a terminal does.
      { env: { ...this.aws.environment, AWS_ENDPOINT_URL: endpointUrl }, detached: true },
    );
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    const ended = new Promise<{ status: number | null; output: string }>((resolve) => {
      child.once('close', (status) =>
        resolve({ status, output: Buffer.concat(output).toString('utf8') }),
      );
    });
    return { child, ended };
  }

  /** The arguments of a trial in the local account. */
  get account(): readonly string[] {
    return ['--account', this.aws.local.account.accountId, '--yes'];
  }

  report(): string {
    return readFileSync(this.#reportFile, 'utf8');
  }

  /** Lists the users and buckets in the account, without the administrator and the CDK's bootstrap bucket. */
  async leftovers(): Promise<readonly string[]> {
    const { identities } = this.aws.local;
    const { Buckets = [] } = await this.#s3.send(new ListBucketsCommand({}));
    return [
      ...identities.users.all().map(({ userName }) => userName),
      ...Buckets.map(({ Name = '' }) => Name),
    ].filter((name) => name !== 'operator' && !name.startsWith('cdk-'));
  }

  async close(): Promise<void> {
    await this.aws.local.close();
    rmSync(this.#folder, { recursive: true });
  }

  get #reportFile(): string {
    return path.join(this.#folder, 'report.md');
  }
}
