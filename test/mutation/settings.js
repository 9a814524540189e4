/**
 * Settings of Stryker, which changes the code in one place at a time and runs the tests until one fails.
 *
 * @param {{ name: string, mutate: readonly string[], tests: readonly string[], atLeast: number, ignoreStatic: boolean }} run
 *   `tests`: globs; `atLeast`: per cent of the mutants that must be noticed; `ignoreStatic`: leave out those that are in code
 *   which runs as a module loads and never again: each needs all tests
 */
export function settings({ name, mutate, tests, atLeast, ignoreStatic }) {
  return {
    testRunner: 'jest',
    tsconfigFile: 'none: Stryker cannot read one with TypeScript 7',
    jest: {
      config: {
        testMatch: tests.map((glob) => `<rootDir>/test/${glob}`),
        roots: ['<rootDir>/core', '<rootDir>/lambda', '<rootDir>/test'],
        testSequencer: '<rootDir>/test/mutation/mirrored-tests-first.js',
      },
    },
    mutate,
    coverageAnalysis: 'perTest',
    ignoreStatic,
    concurrency: 2,
    // jest holds on to what it has loaded: a process of hundreds of runs is busy with its memory.
    maxTestRunnerReuse: 50,
    incremental: true,
    incrementalFile: `reports/${name}-incremental.json`,
    tempDirName: '.stryker-tmp',
    reporters: ['clear-text', 'json', 'progress-append-only'],
    jsonReporter: { fileName: `reports/${name}-mutants.json` },
    clearTextReporter: { logTests: false, allowColor: false },
    thresholds: { high: 100, low: atLeast, break: atLeast },
  };
}

/** What decides what a session may do: `grant`, target, session policy, ceiling, names and matching. */
export const POLICY_FILES = [
  'ceiling',
  'ceiling-statements',
  'claim-template',
  'enclosing-scopes',
  'federated-user-name',
  'grant',
  'grant-index',
  'grant-matching',
  'kms-key',
  'policy-document',
  's3-resources',
  'scope',
  'session-policy',
  'target',
].map((name) => `core/${name}.ts`);
