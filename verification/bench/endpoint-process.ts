import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface EndpointProcess {
  readonly url: string;
  close(): void;
}

/** Starts the endpoint in its own process, so that its processor time does not count for the function. */
export async function startEndpoint(): Promise<EndpointProcess> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = path.join(import.meta.dirname, 'aws-endpoint.ts');
  const running = spawn(process.execPath, ['--import', tsx, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    running.once('error', reject);
    running.once('exit', (code) => reject(new Error(`The endpoint exited with ${code}.`)));
    running.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
  });
  return { url, close: () => running.kill() };
}
