import { spawnSync } from 'node:child_process';

const POLL_MILLISECONDS = 500;

const SHELL = /(?:^|[/-])(?:ba|da|k|z)?sh$/;

/**
 * Calls `onExit` when the package manager that runs this program as a script has ended. If npm is killed, its scripts get no
 * signal and would keep running.
 */
export function onRunnerExit(onExit: () => void): void {
  // npm, pnpm and yarn set it. A program in the background of a shell must survive the shell.
  if (process.env.npm_lifecycle_event === undefined) {
    return;
  }
  const parent = process.ppid;
  const runner = runnerAbove(parent);
  const timer = setInterval(() => {
    if (process.ppid !== parent || (runner !== undefined && !isAlive(runner))) {
      clearInterval(timer);
      onExit();
    }
  }, POLL_MILLISECONDS);
  timer.unref();
}

/** A shell runs a script. Some shells stay between npm and the script, others let the script replace them. */
function runnerAbove(parent: number): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(parent)], {
    encoding: 'utf8',
  });
  const [, runner, program = ''] = /^\s*(\d+)\s+(.*?)\s*$/.exec(stdout ?? '') ?? [];
  return SHELL.test(program) ? Number(runner) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
