import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The file descriptor that the measured program writes its processor time to. */
const CHANNEL = 3;

const REPORT = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(${CHANNEL}, String(user + system));
});`;

export interface ProcessorTimer {
  /**
   * Runs a program of Node.js until its end.
   *
   * @returns milliseconds of processor time of all threads of the program. Unlike elapsed time, it does not include the waits for
   *   a busy processor
   */
  timeOf(command: readonly string[], env: Readonly<Record<string, string>>): Promise<number>;
}

/**
 * @param node path of the `node` executable
 * @param folder for the file that each measured program loads first
 */
export function processorTimer(node: string, folder: string): ProcessorTimer {
  const report = path.join(folder, 'report-processor-time.cjs');
  writeFileSync(report, REPORT);
  return {
    timeOf: async (command, env) => {
      const child = spawn(node, ['--require', report, ...command], {
        env,
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      });
      const ended = new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      });
      const microseconds = await text(child.stdio[CHANNEL] as NodeJS.ReadableStream);
      const code = await ended;
      if (code !== 0) {
        throw new Error(`${command.join(' ')} exited with ${code}.`);
      }
      return Number(microseconds) / 1000;
    },
  };
}
