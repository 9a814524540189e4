const tasks = new Set<() => void>();

/**
 * Runs the task if this process exits before the task is cancelled. All tasks share one listener, because Node.js warns about more
 * than ten listeners. The latest task runs first.
 *
 * @returns a function that cancels the task
 */
export function atExit(task: () => void): () => void {
  if (tasks.size === 0) {
    process.once('exit', runAll);
  }
  tasks.add(task);
  return () => {
    tasks.delete(task);
    if (tasks.size === 0) {
      process.off('exit', runAll);
    }
  };
}

/** If a task throws, the remaining tasks run before Node.js reports the error. */
function runAll(): void {
  const latest = [...tasks].at(-1);
  if (latest === undefined) {
    return;
  }
  tasks.delete(latest);
  try {
    latest();
  } finally {
    runAll();
  }
}
