import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleClient } from '../build/bundle.ts';
import { StubBroker } from './stub-broker.ts';

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program, and a broker. Each test has its own home folder and environment. */
export class BundledClient {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'fedbroker-bundle-'));
  readonly program = path.join(this.folder, 'fedbroker.js');
  broker!: StubBroker;
  /** The working folder and home folder of the test. */
  home = '';
  env: Record<string, string> = {};

  async start(): Promise<void> {
    writeFileSync(path.join(this.folder, 'package.json'), '{"type":"module"}');
    await bundleClient(this.program);
    this.broker = await StubBroker.start();
  }

  /** Prepares a test whose user has AWS credentials in the environment. */
  prepare(): void {
    this.home = mkdtempSync(path.join(this.folder, 'home-'));
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: this.home,
      FEDBROKER_URL: this.broker.url,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    this.broker.respondWith({ body: { CallerAccessGrantsList: [] } });
  }

  /** @returns the path of the file in the home folder */
  writeFile(name: string, content: string): string {
    const file = path.join(this.home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  run(...args: readonly string[]): Promise<Ending> {
    const { env, home } = this;
    return new Promise((resolve) => {
      const child: ChildProcess = execFile(
        this.program,
        args,
        { env, cwd: home },
        (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      );
    });
  }

  async stop(): Promise<void> {
    await this.broker.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** Builds the client for all tests of a file. */
export function bundledClient(): BundledClient {
  const client = new BundledClient();
  beforeAll(() => client.start());
  afterAll(() => client.stop());
  beforeEach(() => client.prepare());
  return client;
}
