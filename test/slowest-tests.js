/** How many tests are printed. */
const COUNT = 20;

/** Milliseconds. Faster tests are not printed. */
const SLOW = 1_000;

/** A jest reporter: after a run it prints the slowest tests. The time of a test excludes the set-up of its file. */
export default class SlowestTests {
  onRunComplete(_contexts, { testResults }) {
    const tests = testResults
      .flatMap(({ testFilePath, testResults: tests }) =>
        tests.map(({ fullName, duration }) => ({ testFilePath, fullName, duration })),
      )
      .filter(({ duration }) => duration >= SLOW)
      .sort((one, other) => other.duration - one.duration);
    if (tests.length === 0) {
      return;
    }
    const lines = tests.slice(0, COUNT).map(({ testFilePath, fullName, duration }) => {
      const file = testFilePath.slice(process.cwd().length + 1);
      return `  ${(duration / 1000).toFixed(1).padStart(5)} s  ${file}: ${fullName}`;
    });
    process.stderr.write(`\nThe slowest tests:\n${lines.join('\n')}\n`);
  }
}
