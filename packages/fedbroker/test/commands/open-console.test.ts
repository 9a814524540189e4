import { EXIT, Failure } from '../../src/failure.ts';
import { signedIn } from '../signed-in.ts';

const SIGNIN_URL = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=secret';

const cli = signedIn();

const FOLDER = 's3://amzn-s3-demo-bucket/team-a/';

test('only the link is printed', async () => {
  cli.broker.respondWith({ body: { SigninUrl: SIGNIN_URL } });
  expect(await cli.host.run('console', FOLDER, '--name', 'User1', '--duration', '2h')).toEqual({
    exitCode: EXIT.done,
    stdout: `${SIGNIN_URL}\n`,
    stderr: '',
  });
  expect(cli.broker.requests.map(({ method, url }) => [method, url])).toEqual([
    [
      'GET',
      '/console?target=s3%3A%2F%2Famzn-s3-demo-bucket%2Fteam-a%2F%2A&permission=READ&duration-seconds=7200&name=User1',
    ],
  ]);
});

test('--open opens the link and does not print it', async () => {
  cli.broker.respondWith({ body: { SigninUrl: SIGNIN_URL } });
  const { stdout, stderr } = await cli.host.run('console', FOLDER, '--open');
  expect(cli.host.opened).toEqual([SIGNIN_URL]);
  expect(stdout + stderr).not.toContain('secret');
});

test.each([
  'file:///etc/passwd',
  '--new-window',
  'javascript:alert(1)',
  'http://example.com/?secret',
])('%s is not opened', async (SigninUrl) => {
  cli.broker.respondWith({ body: { SigninUrl } });
  const { exitCode, stdout, stderr } = await cli.host.run('console', FOLDER, '--open');
  expect([exitCode, stdout, cli.host.opened]).toEqual([EXIT.failed, '', []]);
  expect(stderr).toBe('fedbroker: the API sent a sign-in link that is not a web address\n');
});

test('if no browser opens, the link is printed, and the command fails', async () => {
  cli.broker.respondWith({ body: { SigninUrl: SIGNIN_URL } });
  cli.host.openBrowser = () =>
    Promise.reject(new Failure('failed', 'xdg-open cannot open a browser here (exit code 3)'));
  expect(await cli.host.run('console', FOLDER, '--open')).toEqual({
    exitCode: EXIT.failed,
    stdout: `${SIGNIN_URL}\n`,
    stderr:
      'fedbroker: xdg-open cannot open a browser here (exit code 3): open the link yourself, within 15 minutes\n',
  });
});
