import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXIT } from '../../src/failure.ts';
import { signedIn } from '../signed-in.ts';

const cli = signedIn();

const FOLDER = 's3://amzn-s3-demo-bucket/team-a/';

const READ = { Target: 's3://amzn-s3-demo-bucket/team-a/*', Permission: 'READ' };
const WRITE = { ...READ, Permission: 'WRITE' };

test('the request is a dry run', async () => {
  cli.broker.respondWith({
    body: { Decision: 'REFUSED', Accesses: [{ ...READ, NearMisses: [] }] },
  });
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

test('an allowed request shows the grant, its tags and the policy', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'ALLOWED',
      Accesses: [{ ...READ, GrantId: 'homes', ValidUntil: '2026-12-31T18:00:00Z' }],
      DurationSeconds: 1_800,
      Policy: { Version: '2012-10-17' },
      PolicySize: 1_234,
      Tags: [{ Key: 'person', Value: 'alice' }],
    },
  });
  expect(await cli.host.run('explain', FOLDER)).toEqual({
    exitCode: EXIT.done,
    stdout:
      'ALLOWED by the grant homes, which ends at 2026-12-31T18:00:00Z\nSession: 30m\nTag: person = alice\nPolicy, 1,234 of 2,048 characters:\n{\n  "Version": "2012-10-17"\n}\n',
    stderr: '',
  });
});

test('a refused request shows why each of the nearest grants does not allow it', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'REFUSED',
      Accesses: [
        {
          ...WRITE,
          NearMisses: [
            { GrantId: 'a', Fails: ['scope'] },
            { GrantId: 'b', Fails: ['permission', 'duration', 'name'] },
            { GrantId: 'c', Fails: ['claims', 'moon-phase\u001b'] },
          ],
        },
      ],
    },
  });
  const { exitCode, stdout } = await cli.host.run(
    ...['explain', FOLDER, '--permission', 'WRITE', '--duration', '2h', '--name', 'User1'],
  );
  expect(exitCode).toBe(EXIT.notGranted);
  expect(stdout.split('\n')).toEqual([
    'REFUSED: none of your grants allows it. The nearest grants:',
    '  a: does not cover s3://amzn-s3-demo-bucket/team-a/*',
    '  b: does not allow WRITE; does not allow 2h; does not allow the name User1',
    '  c: your token lacks a claim that it needs, or a claim contains characters that are not allowed; moon-phase\\u001b',
    '',
  ]);
});

test('if a grant requires a name, the output says "requires --name"', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'REFUSED',
      Accesses: [{ ...READ, NearMisses: [{ GrantId: 'portal', Fails: ['name'] }] }],
    },
  });
  const { stdout } = await cli.host.run('explain', FOLDER);
  expect(stdout).toContain('  portal: requires --name\n');
});

test('if the caller has no grants, the output says "you have no grants"', async () => {
  cli.broker.respondWith({
    body: { Decision: 'REFUSED', Accesses: [{ ...READ, NearMisses: [] }] },
  });
  expect(await cli.host.run('explain', FOLDER)).toMatchObject({
    exitCode: EXIT.notGranted,
    stdout: 'REFUSED: you have no grants\n',
  });
});

test('a request whose policy is too long is refused', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'REFUSED',
      Accesses: [{ ...READ, GrantId: 'a' }],
      Policy: {},
      PolicySize: 2_100,
      Message: 'The session policy is too long.',
    },
  });
  const { exitCode, stdout } = await cli.host.run('explain', FOLDER);
  expect(exitCode).toBe(EXIT.notGranted);
  expect(stdout).toContain('REFUSED: The session policy is too long.\ncovered by the grant a\n');
  expect(stdout).toContain('2,100 of 2,048 characters');
});

const READ_IN = { Target: 's3://amzn-s3-demo-bucket/in/*', Permission: 'READ' };
const WRITE_OUT = { Target: 's3://amzn-s3-demo-bucket/out/*', Permission: 'WRITE' };
const ACCESSES = ['READ=s3://amzn-s3-demo-bucket/in/', 'WRITE=s3://amzn-s3-demo-bucket/out/'];

test('an allowed request for several accesses shows the grant of each', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'ALLOWED',
      Accesses: [
        { ...READ_IN, GrantId: 'readers' },
        { ...WRITE_OUT, GrantId: 'writers' },
      ],
      Policy: {},
      PolicySize: 2,
    },
  });
  const { exitCode, stdout } = await cli.host.run('explain', ...ACCESSES);
  expect(exitCode).toBe(EXIT.done);
  expect(stdout).toBe(
    'READ on s3://amzn-s3-demo-bucket/in/*: ALLOWED by the grant readers\n' +
      'WRITE on s3://amzn-s3-demo-bucket/out/*: ALLOWED by the grant writers\n' +
      'Policy, 2 of 2,048 characters:\n{}\n',
  );
});

test('a refused request for several accesses shows which of them has no grant', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'REFUSED',
      Accesses: [
        { ...READ_IN, GrantId: 'readers' },
        { ...WRITE_OUT, NearMisses: [{ GrantId: 'readers', Fails: ['scope', 'permission'] }] },
      ],
    },
  });
  const { exitCode, stdout } = await cli.host.run('explain', ...ACCESSES);
  expect(exitCode).toBe(EXIT.notGranted);
  expect(stdout.split('\n')).toEqual([
    'REFUSED: one access has no grant, so the request gets nothing',
    'READ on s3://amzn-s3-demo-bucket/in/*: covered by the grant readers',
    'WRITE on s3://amzn-s3-demo-bucket/out/*: REFUSED: none of your grants allows it. The nearest grants:',
    '  readers: does not cover s3://amzn-s3-demo-bucket/out/*; does not allow WRITE',
    '',
  ]);
});

test('for a policy of the caller, the output shows the accesses that it needs', async () => {
  cli.broker.respondWith({
    body: {
      Decision: 'REFUSED',
      Accesses: [
        { ...READ_IN, GrantId: 'readers' },
        { ...WRITE_OUT, NearMisses: [{ GrantId: 'writers', Fails: ['createOnly'] }] },
      ],
    },
  });
  const policy = path.join(mkdtempSync(path.join(tmpdir(), 'policy-')), 'policy.json');
  writeFileSync(policy, '{"Statement": []}');
  const { stdout } = await cli.host.run('explain', '--policy', policy);
  rmSync(path.dirname(policy), { recursive: true });
  expect(JSON.parse(cli.broker.requests[0]?.body ?? '')).toEqual({
    Policy: '{"Statement": []}',
    DryRun: true,
  });
  expect(stdout).toContain('  writers: does not allow deleting objects\n');
});
