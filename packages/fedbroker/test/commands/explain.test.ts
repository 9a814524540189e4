import { EXIT } from '../../src/failure.ts';
import { signedIn } from '../signed-in.ts';

const cli = signedIn();

const FOLDER = 's3://amzn-s3-demo-bucket/team-a/';

test('it asks for a dry run of the request', async () => {
  cli.broker.answers({ body: { Decision: 'REFUSED', NearMisses: [] } });
  await cli.host.run(
    'explain',
    FOLDER,
    '--permission',
    'WRITE',
    '--duration',
    '900',
    '--name',
    'U1',
  );
  expect(cli.broker.requests).toMatchObject([{ method: 'POST', url: '/federation-tokens' }]);
  expect(JSON.parse(cli.broker.requests[0]?.body ?? '')).toEqual({
    Target: 's3://amzn-s3-demo-bucket/team-a/*',
    Permission: 'WRITE',
    DurationSeconds: 900,
    Name: 'U1',
    DryRun: true,
  });
});

test('allowed: the grant, its tags and the policy', async () => {
  cli.broker.answers({
    body: {
      Decision: 'ALLOWED',
      GrantId: 'homes',
      Policy: { Version: '2012-10-17' },
      PolicySize: 1_234,
      Tags: [{ Key: 'person', Value: 'alice' }],
    },
  });
  expect(await cli.host.run('explain', FOLDER)).toEqual({
    exitCode: EXIT.done,
    stdout:
      'ALLOWED by the grant homes\nTag: person = alice\nPolicy, 1,234 of 2,048 characters:\n{\n  "Version": "2012-10-17"\n}\n',
    stderr: '',
  });
});

test('refused: what each of the nearest grants lacks, in words', async () => {
  cli.broker.answers({
    body: {
      Decision: 'REFUSED',
      NearMisses: [
        { GrantId: 'a', Fails: ['scope'] },
        { GrantId: 'b', Fails: ['permission', 'duration', 'name'] },
        { GrantId: 'c', Fails: ['claims', 'moon-phase\u001b'] },
      ],
    },
  });
  const { exitCode, stdout } = await cli.host.run(
    ...['explain', FOLDER, '--permission', 'WRITE', '--duration', '2h', '--name', 'User1'],
  );
  expect(exitCode).toBe(EXIT.notGranted);
  expect(stdout.split('\n')).toEqual([
    'REFUSED: no grant of yours covers it. The nearest:',
    '  a: does not reach s3://amzn-s3-demo-bucket/team-a/*',
    '  b: does not give WRITE; does not last 2h; is not for the name User1',
    '  c: your token lacks a claim that it needs, or has one with characters it cannot take; moon-phase\\u001b',
    '',
  ]);
});

test('refused for want of a name', async () => {
  cli.broker.answers({
    body: { Decision: 'REFUSED', NearMisses: [{ GrantId: 'portal', Fails: ['name'] }] },
  });
  const { stdout } = await cli.host.run('explain', FOLDER);
  expect(stdout).toContain('  portal: is only for requests with a --name\n');
});

test('refused without any grant', async () => {
  cli.broker.answers({ body: { Decision: 'REFUSED', NearMisses: [] } });
  expect(await cli.host.run('explain', FOLDER)).toMatchObject({
    exitCode: EXIT.notGranted,
    stdout: 'REFUSED: you have no grants here\n',
  });
});

test('refused because the policy is too long', async () => {
  cli.broker.answers({
    body: { Decision: 'REFUSED', GrantId: 'a', Policy: {}, PolicySize: 2_100, NearMisses: [] },
  });
  const { exitCode, stdout } = await cli.host.run('explain', FOLDER);
  expect(exitCode).toBe(EXIT.notGranted);
  expect(stdout).toContain('REFUSED: the grant a covers it, but its policy or a tag is longer');
  expect(stdout).toContain('2,100 of 2,048 characters');
});
