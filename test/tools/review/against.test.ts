import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { parseConfiguration } from '../../../core/configuration/configuration.ts';
import { FederationBrokerStack } from '../../../lib/federation-broker-stack.ts';
import { Grants } from '../../../lib/grants.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const GRANT = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

const CASE = {
  caller: { iam: 'role/TeamA' },
  target: 's3://amzn-s3-demo-bucket/team-ab/*',
  permission: 'READ',
  expect: 'refused',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: readonly string[]) {
  return spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
}

function write(file: string, content: object): void {
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder, file), JSON.stringify(content));
}

function commit(): void {
  for (const args of [
    ['init', '--quiet'],
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'a'],
  ]) {
    expect(run('git', ...args)).toMatchObject({ status: 0 });
  }
}

function review(...args: readonly string[]) {
  const program = path.join(REPOSITORY, 'tools/review.ts');
  const files = ['--config', 'deploy/broker.json', '--output', 'page.md'];
  return run(process.execPath, '--import', TSX, program, ...files, ...args);
}

describe('against a git revision', () => {
  beforeEach(() => {
    const program = path.join(REPOSITORY, 'bin/federation-broker.ts');
    write('cdk.json', {
      app: `"${process.execPath}" --import "${TSX}" "${program}"`,
      context: { a: 1 },
    });
    write('deploy/broker.json', { grants: 'who.json' });
    write('deploy/who.json', { grants: [GRANT] });
    write('deploy/who.cases.json', { cases: [CASE] });
    commit();
  });

  test('the output shows the changes of grants, test cases, configuration and cdk.json', () => {
    write('deploy/broker.json', { grants: 'others.json', rotationDays: 60 });
    write('deploy/others.json', { grants: [{ ...GRANT, scope: 's3://amzn-s3-demo-bucket/*' }] });
    write('cdk.json', {
      ...JSON.parse(run('git', 'show', 'HEAD:cdk.json').stdout),
      context: { a: 2 },
    });
    const { status, stdout, stderr } = review('--against', 'HEAD');
    expect([status, stderr]).toEqual([0, '']);
    for (const text of [
      /^Compared with `deploy\/broker\.json` in `HEAD` \(`[0-9a-f]{40}`\)\./m,
      /^- grant `team-a`: `role\/TeamA` can now `READ` on all of `s3:\/\/amzn-s3-demo-bucket\/\*`/m,
      /^- a test case is gone: `role\/TeamA` asks for `READ`/m,
      /^- days between rotations of the access key: .* is now `60`\. Before, it was `30`$/m,
      /^- `cdk\.json`: `context\.a` is now `2`\. Before, it was `1`$/m,
      /^-.*`deploy\/who\.json`/m,
    ]) {
      expect(stdout).toMatch(text);
    }
    // Both revisions name the same program by different paths, which is no change.
    expect(stdout).not.toContain('`cdk.json`: `app`');
  });

  test('the output contains no path of this machine', () => {
    const { status, stderr } = review();
    expect([status, stderr]).toEqual([0, '']);
    const page = readFileSync(path.join(folder, 'page.md'), 'utf8');
    expect(page).toContain('| `app` | `"node" --import ');
    for (const machine of [REPOSITORY, folder, process.execPath]) {
      expect(page).not.toContain(machine);
    }
  });

  test('if the revision lacks the deployment, everything in it counts as new', () => {
    write('new/broker.json', { grants: '../deploy/who.json' });
    const files = ['--config', 'new/broker.json', '--output', 'page.md'];
    const program = path.join(REPOSITORY, 'tools/review.ts');
    const { stdout } = run(
      process.execPath,
      '--import',
      TSX,
      program,
      ...files,
      '--against',
      'HEAD',
    );
    expect(stdout).toContain('`HEAD` does not have this file. All of `page.md` is new.');
  });

  test.each([
    [['--against', 'nowhere'], '--against nowhere: this git repository has no such commit.'],
    [['--against', '--all'], '--against'],
    [['--against', 'HEAD', '--check'], '--against and --check exclude each other'],
  ])('%j is refused', (args, message) => {
    const { status, stdout, stderr } = review(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  test.each(['', 'absolute '])(
    'the error names a file of the revision that the current code refuses, also with an %spath of the configuration',
    (kind) => {
      write('deploy/who.json', { grants: [{ ...GRANT, permission: 'DELETE' }] });
      commit();
      write('deploy/who.json', { grants: [GRANT] });
      const config = path.join(kind === '' ? '' : realpathSync(folder), 'deploy/broker.json');
      expect(review('--config', config, '--against', 'HEAD').stderr).toMatch(
        /^--against: the current code refuses the files of [0-9a-f]{40}, .*permission/,
      );
    },
  );

  test('a revision that names its grants by an absolute path is refused, because that file is of the working copy', () => {
    write('deploy/broker.json', { grants: path.join(folder, 'deploy/who.json') });
    commit();
    expect(review('--against', 'HEAD').stderr).toMatch(
      /^--against: grants: deploy\/broker\.json of [0-9a-f]{40} names \/.*who\.json, so the grants of the revision cannot be read/,
    );
  });
});

describe('npx federation-broker review', () => {
  function synthesize(name: string, permission: string): void {
    const app = new App({ outdir: path.join(folder, name) });
    new FederationBrokerStack(app, {
      configuration: parseConfiguration({}),
      grants: Grants.fromText(JSON.stringify({ grants: [{ ...GRANT, permission }] })),
    });
    app.synth();
  }

  function command(...args: readonly string[]) {
    const program = path.join(REPOSITORY, 'tools/federation-broker.ts');
    return spawnSync(process.execPath, ['--import', TSX, program, 'review', ...args], {
      cwd: folder,
      encoding: 'utf8',
      // tsx finds the sources of local-aws through this file.
      env: { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'tsconfig.json') },
    });
  }

  test('compares two cloud assemblies in folders with any names', () => {
    synthesize('cdk.out', 'READWRITE');
    synthesize('base.out', 'READ');
    const { status, stdout, stderr } = command('--against', 'base.out');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      '- grant `team-a`: `role/TeamA` could `READ` and can now `READWRITE` on `s3://amzn-s3-demo-bucket/team-a/*`',
    );
    expect(stdout).not.toContain('generates this page');
  });

  test('refuses a git revision, and says how to synthesize the other assembly', () => {
    synthesize('cdk.out', 'READ');
    expect(command('--against', 'HEAD').stderr).toContain(
      '--against HEAD: there is no such folder. Check out the other revision, run npx cdk synth --output FOLDER',
    );
  });
});
