import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  AwsCredentials,
  CredentialSource,
  Host,
  Output,
  Profiles,
  Settings,
} from '../src/host.ts';
import { httpSender } from '../src/http-request.ts';
import { run } from '../src/run-command.ts';

/** Keeps what is written to it. */
export class TestOutput implements Output {
  isTerminal = false;
  text = '';

  async write(text: string): Promise<void> {
    this.text += text;
  }
}

/** The process and machine of one test, with their own home folder, environment and clock. */
export class TestHost implements Host {
  readonly version = '1.2.3';
  stdout = new TestOutput();
  stderr = new TestOutput();
  readonly homeFolder = mkdtempSync(path.join(tmpdir(), 'fedbroker-test-'));
  readonly userId = process.getuid?.();
  readonly opened: string[] = [];
  /** The time of each call of `sleep`, in milliseconds. */
  readonly slept: number[] = [];
  canAsk = false;
  /** The questions and their answers. */
  readonly questions: string[] = [];
  readonly answers: string[] = [];
  env: Record<string, string | undefined> = {};
  time = Date.parse('2026-11-22T08:00:00Z');
  /** The credential chain of the AWS SDK. */
  chain: () => Promise<AwsCredentials> = () => Promise.reject(new Error('no credentials'));
  /** What the credentials were asked for from. */
  source?: CredentialSource;
  /** The codes that the source got. */
  mfaCodes: readonly string[] = [];
  /** AWS's configuration files. */
  readonly files: Record<string, Settings> = {};
  /** Time limits end this many times earlier. */
  speedup = 1;
  send: Host['send'] = httpSender({});

  now(): Date {
    return new Date(this.time);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.time += milliseconds;
  }

  timeLimit(milliseconds: number): AbortSignal {
    return AbortSignal.timeout(Math.ceil(milliseconds / this.speedup));
  }

  async profiles(): Promise<Profiles> {
    return this.files;
  }

  awsCredentials(
    source: CredentialSource,
    mfaCode: (serial: string) => Promise<string>,
  ): () => Promise<AwsCredentials> {
    this.source = source;
    return async () => {
      this.mfaCodes = await Promise.all(source.mfaSerials.map(mfaCode));
      return this.chain();
    };
  }

  async ask(question: string): Promise<string> {
    this.questions.push(question);
    return this.answers.shift() ?? '';
  }

  async openBrowser(url: string): Promise<void> {
    this.opened.push(url);
  }

  /** @returns the file's path */
  writeFile(name: string, content: string): string {
    const file = path.join(this.homeFolder, name);
    writeFileSync(file, content);
    return file;
  }

  /** Runs a command line on this machine. */
  async run(...args: readonly string[]): Promise<Ending> {
    this.stdout.text = '';
    this.stderr.text = '';
    const exitCode = await run(args, this);
    return { exitCode, stdout: this.stdout.text, stderr: this.stderr.text };
  }

  remove(): void {
    rmSync(this.homeFolder, { recursive: true, force: true });
  }
}

/** The result of a command line. */
export interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Returns a token with an invalid signature. */
export function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}
