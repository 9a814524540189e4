import { EXIT } from '../../src/failure.ts';
import { signedIn } from '../signed-in.ts';

const cli = signedIn();

test('each grant is one line', async () => {
  cli.broker.respondWith({
    body: {
      Caller: {},
      CallerAccessGrantsList: [
        {
          GrantId: 'team-a-readers',
          GrantScope: 's3://amzn-s3-demo-bucket/team-a/*',
          Permission: 'READ',
          MaxDurationSeconds: 43_200,
        },
        {
          GrantId: 'portal\u001b',
          GrantScope: 's3://amzn-s3-demo-bucket/*',
          Permission: 'READWRITE',
          MaxDurationSeconds: 5_400,
          FederatedUserNames: ['User1', 'Guest*'],
          Console: true,
        },
        {
          GrantId: 'homes',
          GrantScope: 's3://amzn-s3-demo-bucket/home/*',
          Permission: 'UPLOAD',
          CreateOnly: true,
          MaxDurationSeconds: 3_600,
          Console: true,
        },
      ],
    },
  });
  const { exitCode, stdout, stderr } = await cli.host.run('grants');
  expect([exitCode, stderr]).toEqual([EXIT.done, '']);
  expect(stdout.split('\n')).toEqual([
    'team-a-readers  READ       12h    s3://amzn-s3-demo-bucket/team-a/*',
    'portal\\u001b    READWRITE  1h30m  s3://amzn-s3-demo-bucket/*         console  --name User1, Guest*',
    'homes           UPLOAD     1h     s3://amzn-s3-demo-bucket/home/*    new keys only  console',
    '',
  ]);
});

test('if the caller has no grants, the message is "you have no grants", and the exit code is 0', async () => {
  cli.broker.respondWith({ body: { CallerAccessGrantsList: [] } });
  expect(await cli.host.run('grants')).toEqual({
    exitCode: EXIT.done,
    stdout: '',
    stderr: 'fedbroker: you have no grants\n',
  });
});

const grantIn = (Region: string, more: object = {}) => ({
  GrantId: 'a',
  GrantScope: 's3://amzn-s3-demo-bucket/a/*',
  Permission: 'READ',
  Region,
  MaxDurationSeconds: 3_600,
  ...more,
});

test('the end of a grant is shown, and Regions if they differ', async () => {
  const ending = { ValidUntil: '2026-12-31T18:00:00Z' };
  const list = [grantIn('us-east-1', ending), grantIn('eu-central-1')];
  cli.broker.respondWith({ body: { CallerAccessGrantsList: list } });
  expect((await cli.host.run('grants')).stdout.split('\n')).toEqual([
    'a  READ  1h  s3://amzn-s3-demo-bucket/a/*  in us-east-1  until 2026-12-31T18:00:00Z',
    'a  READ  1h  s3://amzn-s3-demo-bucket/a/*  in eu-central-1',
    '',
  ]);
});

test('the Region is not shown if all buckets are in one', async () => {
  cli.broker.respondWith({ body: { CallerAccessGrantsList: [grantIn('us-east-1')] } });
  expect((await cli.host.run('grants')).stdout).toBe('a  READ  1h  s3://amzn-s3-demo-bucket/a/*\n');
});
