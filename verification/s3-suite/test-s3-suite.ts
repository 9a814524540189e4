import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalAws } from 'local-aws';
import { programArguments } from '../../tools/program.ts';
import { Report } from '../clients/report.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { selection } from './groups.ts';
import { writeSuiteConfiguration } from './suite-account.ts';
import { faultIn, readResults, refusalIn, type SuiteResult } from './suite-result.ts';

const USAGE = `Runs groups of the public test suite https://github.com/ceph/s3-tests against the local S3. Needs a checkout of the suite,
whose folder the variable S3_TESTS names, Python, and what the suite imports: boto3, pytest, munch, isodate, pytz, requests and python-dateutil. A test may fail only
if it needs an operation, header or value that the local S3 does not support, or if verification/s3-suite/exceptions.ts gives the reason.

Usage: npm run test:s3-suite
`;

const MODULES = ['boto3', 'pytest', 'munch', 'isodate', 'pytz', 'requests', 'dateutil'];

async function main(): Promise<void> {
  programArguments(USAGE);
  const report = new Report(console.log);
  const env = process.env;
  const missing = whatIsMissing(env.S3_TESTS);
  if (missing === undefined) {
    judge(await runSuite(path.resolve(env.S3_TESTS ?? ''), env), report);
  } else {
    report.skip('the S3 test suite', missing, 1);
  }
  console.log(report.summary());
  process.exitCode = report.failed === 0 ? 0 : 1;
}

function whatIsMissing(folder: string | undefined): string | undefined {
  if (folder === undefined) {
    return 'S3_TESTS does not name a checkout of https://github.com/ceph/s3-tests';
  }
  if (!existsSync(path.join(folder, 's3tests/functional/test_s3.py'))) {
    return `${folder} is not a checkout of https://github.com/ceph/s3-tests`;
  }
  const { error, status, stderr } = spawnSync('python3', ['-c', `import ${MODULES.join()}`]);
  if (error !== undefined) {
    return 'python3 is not installed';
  }
  return status === 0
    ? undefined
    : `Python lacks a module: ${String(stderr).trim().split('\n').at(-1)}`;
}

async function runSuite(suite: string, env: NodeJS.ProcessEnv): Promise<readonly SuiteResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-suite-'));
  const aws = await startLocalAws({ stateDirectory: folder });
  try {
    const configuration = path.join(folder, 'suite.conf');
    const results = path.join(folder, 'results.jsonl');
    writeSuiteConfiguration(configuration, aws);
    await runPytest(suite, {
      ...env,
      PYTHONPATH: [import.meta.dirname, env.PYTHONPATH ?? ''].join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      S3TEST_CONF: configuration,
      S3_SUITE_REPORT: results,
    });
    return readResults(readFileSync(results, 'utf8'));
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true });
  }
}

/** Ignores pytest's exit code, which only says that some test failed. The results file has the details. */
function runPytest(suite: string, env: NodeJS.ProcessEnv): Promise<void> {
  const plugins = ['-p', 'local_aws_plugin', '-p', 'no:cacheprovider'];
  const args = [
    '-m',
    'pytest',
    ...plugins,
    '-q',
    '-k',
    selection(),
    's3tests/functional/test_s3.py',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('python3', args, {
      cwd: suite,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

function judge(results: readonly SuiteResult[], report: Report): void {
  const counts = { asExpected: 0, refused: 0, different: 0 };
  for (const result of results.filter(({ outcome }) => outcome !== 'skipped')) {
    const failed = result.outcome === 'failed';
    const exception = EXCEPTIONS[result.name];
    const refusal = failed ? refusalIn(result) : undefined;
    if (failed && exception !== undefined) {
      counts.different += 1;
      report.check(`${result.name}: differs, because ${exception}`, true, '');
    } else if (refusal !== undefined) {
      counts.refused += 1;
      report.check(`${result.name}: refused by name: ${refusal}`, true, '');
    } else if (exception !== undefined) {
      report.check(result.name, false, 'passes. Remove its exception.');
    } else {
      counts.asExpected += failed ? 0 : 1;
      report.check(result.name, !failed, failed ? faultIn(result) : '');
    }
  }
  const ran = new Set(results.map(({ name }) => name));
  for (const name of Object.keys(EXCEPTIONS).filter((known) => !ran.has(known))) {
    report.check(name, false, 'is not in the suite. Remove its exception.');
  }
  const { asExpected, refused, different } = counts;
  console.log(
    `${asExpected} tests of the suite pass, ${refused} need an unsupported feature, and ${different} fail for a documented reason.`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
