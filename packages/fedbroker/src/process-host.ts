import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';
import { codeOf, Failure } from './failure.ts';
import {
  type AwsCredentials,
  type CredentialSource,
  type Host,
  NESTED,
  type Output,
  type Profiles,
  ReaderGone,
} from './host.ts';
import { agentFor } from './http-agent.ts';
import { httpSender } from './http-request.ts';

/**
 * The programs that open a URL. All other systems have `xdg-open`. On Windows, a name without a folder would start a program in
 * the working folder, which may belong to somebody else.
 */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: [
    `${process.env.SystemRoot || 'C:\\Windows'}\\System32\\rundll32.exe`,
    'url.dll,FileProtocolHandler',
  ],
};

/**
 * Some of these programs run until the user closes the browser. If a program has not failed after this time, the
 * command reports success.
 */
const OPENER_MAX_MILLISECONDS = 5_000;

/** The real process and machine. */
export function processHost(version: string): Host {
  return {
    version,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    env: process.env,
    homeFolder: homeFolder(),
    userId: process.getuid?.(),
    send: httpSender(process.env),
    now: () => new Date(),
    sleep,
    timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
    profiles,
    awsCredentials,
    ask,
    openBrowser,
  };
}

/** An empty or relative HOME would mean the working folder, which may belong to somebody else. */
function homeFolder(): string | undefined {
  let folder: string | undefined;
  try {
    folder = homedir();
  } catch {
    // The user has neither HOME nor an entry in /etc/passwd.
  }
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

function outputOf(stream: WriteStream): Output {
  // Each write reports its error to its caller. Without a listener the same error would also end the process.
  stream.on('error', () => undefined);
  return {
    isTerminal: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error) {
            reject((error as NodeJS.ErrnoException).code === 'EPIPE' ? new ReaderGone() : error);
          } else {
            resolve();
          }
        });
      }),
  };
}

/** Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
async function profiles(): Promise<Profiles> {
  if (homeFolder() === undefined) {
    // The SDK would fail, or read the working folder's .aws/config, which can name programs to run. No file is below this path.
    process.env.HOME = '/dev/null';
  }
  const { parseKnownFiles } = await import('@smithy/core/config');
  return parseKnownFiles({});
}

function awsCredentials(
  source: CredentialSource,
  mfaCode: (serial: string) => Promise<string>,
): () => Promise<AwsCredentials> {
  // The SDK warns on stderr that it will soon stop supporting Node.js 20.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  let provider: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    const { credentialProvider } = await import('./aws-sdk.ts');
    provider ??= credentialProvider(source, {
      env: process.env,
      agentFor: (url) => agentFor(url, process.env),
      mfaCode,
    });
    process.env[NESTED] = 'true';
    try {
      return await provider();
    } finally {
      delete process.env[NESTED];
    }
  };
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  // Standard output may be a pipe that reads credentials.
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => {
    terminal.close();
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/**
 * The URL is a command line argument, so other users of the machine can see it in the process list for a moment.
 * The programs in `OPENERS` accept a URL only as an argument.
 */
async function openBrowser(url: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [program = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
  const failure = await new Promise<string | undefined>((resolve) => {
    opener.once('error', (error) => resolve(codeOf(error)));
    opener.once('exit', (code, signal) =>
      resolve(code === 0 ? undefined : signal === null ? `exit code ${code}` : signal),
    );
    setTimeout(() => resolve(undefined), OPENER_MAX_MILLISECONDS).unref();
  });
  opener.unref();
  if (failure !== undefined) {
    throw new Failure('failed', `${program} cannot open a browser here (${failure})`);
  }
}
