import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';
import { Failure } from './failure.ts';
import { type AwsCredentials, type Host, NESTED, type Output, ReaderGone } from './host.ts';
import { httpSender } from './http-request.ts';

/** The real process and machine. */
export function processHost(version: string): Host {
  return {
    version,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    homeFolder: homedir(),
    userId: process.getuid?.(),
    send: httpSender(process.env),
    now: () => new Date(),
    sleep,
    timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
    awsCredentials,
    profileRegion,
    openBrowser,
  };
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

/** https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html */
function awsCredentials(profile?: string): () => Promise<AwsCredentials> {
  let chain: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    const { defaultProvider } = await import('./aws-sdk.ts');
    chain ??= defaultProvider({ profile });
    process.env[NESTED] = 'true';
    try {
      return await chain();
    } finally {
      delete process.env[NESTED];
    }
  };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html */
async function profileRegion(profile?: string): Promise<string | undefined> {
  const { getProfileName, loadSharedConfigFiles } = await import('./aws-sdk.ts');
  const name = getProfileName({ profile });
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  return credentialsFile[name]?.region ?? configFile[name]?.region;
}

/** Other users can see the URL in the list of processes for a moment. No common opener takes it in another way. */
async function openBrowser(url: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [program, ...args] = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  }[process.platform as string] ?? ['xdg-open'];
  const browser = spawn(program as string, [...args, url], { detached: true, stdio: 'ignore' });
  await new Promise((resolve, reject) => {
    browser.once('spawn', resolve);
    browser.once('error', reject);
  }).catch(() => {
    throw new Failure('failed', 'fedbroker cannot open a browser here: omit --open to get the URL');
  });
  browser.unref();
}
