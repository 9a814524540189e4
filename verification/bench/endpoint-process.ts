import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface EndpointProcess {
  readonly url: string;
  close(): void;
}

/** Starts the endpoint in a process of its own, so that its processor time is nobody else's. */
export async function startEndpoint(): Promise<EndpointProcess> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = path.join(import.meta.dirname, 'aws-endpoint.ts');
  const running = spawn(process.execPath, ['--import', tsx, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    running.once('error', reject);
    running.once('exit', (code) => reject(new Error(`The endpoint ended with ${code}.`)));
    running.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
  });
  return { url, close: () => running.kill() };
}
