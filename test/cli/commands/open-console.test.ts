import { EXIT } from '../../../cli/failure.ts';
import { StubBroker } from '../stub-broker.ts';
import { TestHost, tokenOf } from '../test-host.ts';

const SIGNIN_URL = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=secret';

let broker: StubBroker;
let host: TestHost;

beforeAll(async () => {
  broker = await StubBroker.start();
});

afterAll(() => broker.close());

beforeEach(() => {
  host = new TestHost();
  host.env = {
    FEDBROKER_URL: broker.url,
    FEDBROKER_TOKEN_FILE: host.writeFile('token', tokenOf({ sub: 'alice' })),
  };
});

afterEach(() => host.remove());

const FOLDER = 's3://amzn-s3-demo-bucket/team-a/';

test('the URL is printed, and nothing else', async () => {
  broker.answers({ body: { SigninUrl: SIGNIN_URL } });
  expect(await host.run('console', FOLDER, '--name', 'User1')).toEqual({
    exitCode: EXIT.done,
    stdout: `${SIGNIN_URL}\n`,
    stderr: '',
  });
  expect(broker.requests.map(({ method, url }) => [method, url])).toEqual([
    [
      'GET',
      '/console?target=s3%3A%2F%2Famzn-s3-demo-bucket%2Fteam-a%2F%2A&permission=READ&name=User1',
    ],
  ]);
});

test('a browser gets it unseen', async () => {
  broker.answers({ body: { SigninUrl: SIGNIN_URL } });
  const { stdout, stderr } = await host.run('console', FOLDER, '--open');
  expect(host.opened).toEqual([SIGNIN_URL]);
  expect(stdout + stderr).not.toContain('secret');
});

test.each([
  'file:///etc/passwd',
  '--new-window',
  'javascript:alert(1)',
  'http://example.com/?secret',
])('%s is opened by nobody', async (SigninUrl) => {
  broker.answers({ body: { SigninUrl } });
  const { exitCode, stdout, stderr } = await host.run('console', FOLDER, '--open');
  expect([exitCode, stdout, host.opened]).toEqual([EXIT.failed, '', []]);
  expect(stderr).toBe('fedbroker: the API gave a sign-in URL that is none\n');
});
