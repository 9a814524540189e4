import { spawnSync } from 'node:child_process';

const POLL_MILLISECONDS = 500;

const SHELL = /(?:^|[/-])(?:ba|da|k|z)?sh$/;

/**
 * If a package manager runs this program as a script, calls `onExit` when the package manager ends. A killed npm sends no
 * signal to its scripts, so without this check they would keep running.
 */
export function onRunnerExit(onExit: () => void): void {
  // npm, pnpm and yarn set this variable. Without a package manager, the program must keep running when its shell ends.
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

/**
 * npm runs a script through a shell. Some shells remain the parent of the script. Other shells replace themselves with the
 * script.
 */
function runnerAbove(parent: number): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(parent)], {
    encoding: 'utf8',
  });
  const [, runner, program = ''] = /^\s*(\d+)\s+(.*?)\s*$/.exec(stdout ?? '') ?? [];
  return SHELL.test(program) ? Number(runner) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 does not change the process. It only tests whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
