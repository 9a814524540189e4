import { spawnSync } from 'node:child_process';

function deploy(...options: readonly string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'tools/deploy.ts', ...options], {
    encoding: 'utf8',
  });
}

test.each([['--tags', 'team=a'], ['--tags=team=a'], ['-t', 'team=a'], ['-vt', 'team=a']])(
  'npm run deploy refuses %s, because the tags would reach every session',
  (...options) => {
    const { status, stdout, stderr } = deploy('--require-approval', 'never', ...options);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^-\S+: CloudFormation would give tags .* to the broker user.*Set "tags"/,
    );
  },
);

test('npm run deploy passes all other options to cdk deploy', () => {
  const { status, stdout } = deploy('--require-approval', 'never', '--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^cdk deploy \[STACKS\.\.\]/);
});
