import { EXIT } from '../../src/failure.ts';
import { ReaderGone } from '../../src/host.ts';
import { signedIn } from '../signed-in.ts';
import { TestOutput } from '../test-host.ts';

const cli = signedIn();

/** Lets the broker list a bucket with this number of keys, in pages like those of the API. */
function bucketOf(count: number): void {
  cli.broker.requests.length = 0;
  cli.broker.respond = ({ url }) => {
    const query = new URL(url, cli.broker.url).searchParams;
    const first = Number(query.get('continuation-token') ?? 0);
    const last = Math.min(count, first + Number(query.get('max-keys')));
    const keys = Array.from({ length: last - first }, (_, index) => `team-a/${first + index}`);
    const isTruncated = last < count;
    return {
      body: {
        Contents: keys.map((Key) => ({ Key, ETag: '"0a1b"', Size: 1 })),
        IsTruncated: isTruncated,
        ...(isTruncated ? { NextContinuationToken: String(last) } : {}),
      },
    };
  };
}

const FOLDER = 's3://amzn-s3-demo-bucket/team-a/';

test('the first 50 keys are printed as KEY => ETAG, with a note if there are more', async () => {
  bucketOf(51);
  const { exitCode, stdout, stderr } = await cli.host.run('ls', FOLDER, '--name', 'User1');
  const lines = stdout.split('\n');
  expect(exitCode).toBe(EXIT.done);
  expect(lines.slice(0, 2)).toEqual(['team-a/0 => "0a1b"', 'team-a/1 => "0a1b"']);
  expect(lines).toHaveLength(51);
  expect(stderr).toBe('fedbroker: these are the first 50 keys; give --all to see all\n');
  expect(cli.broker.requests.map(({ url }) => url)).toEqual([
    '/buckets/amzn-s3-demo-bucket/keys?prefix=team-a%2F&max-keys=50&name=User1',
  ]);
});

test('if there are exactly 50 keys, there is no note', async () => {
  bucketOf(50);
  expect((await cli.host.run('ls', FOLDER)).stderr).toBe('');
});

test('an empty listing is reported on stderr', async () => {
  bucketOf(0);
  expect(await cli.host.run('ls', FOLDER)).toEqual({
    exitCode: EXIT.done,
    stdout: '',
    stderr: 'fedbroker: there are no keys under s3://amzn-s3-demo-bucket/team-a/*\n',
  });
});

test('--all prints every key of every page once, in order', async () => {
  bucketOf(2_500);
  const { stdout, stderr } = await cli.host.run('ls', FOLDER, '--all');
  const expected = Array.from({ length: 2_500 }, (_, index) => `team-a/${index} => "0a1b"\n`);
  expect(stdout).toBe(expected.join(''));
  expect(stderr).toBe('');
  expect(cli.broker.requests).toHaveLength(3);
});

test('--count prints only the number of all keys', async () => {
  bucketOf(2_500);
  expect(await cli.host.run('ls', FOLDER, '--count')).toEqual({
    exitCode: EXIT.done,
    stdout: '2500\n',
    stderr: '',
  });
});

test('no page is requested before the reader has taken the pages before it', async () => {
  bucketOf(10_000);
  let continueReading: () => void = () => undefined;
  const stopped = new Promise<void>((reached) => {
    cli.host.stdout = new (class extends TestOutput {
      override async write(text: string): Promise<void> {
        await super.write(text);
        if (cli.broker.requests.length === 3) {
          reached();
          await new Promise<void>((resolve) => {
            continueReading = resolve;
          });
        }
      }
    })();
  });
  const ending = cli.host.run('ls', FOLDER, '--all');
  await stopped;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(cli.broker.requests).toHaveLength(3);
  continueReading();
  await ending;
  expect(cli.broker.requests).toHaveLength(10);
});

test('if the reader closes the pipe, the command ends without a message and requests no more pages', async () => {
  bucketOf(10_000);
  cli.host.stdout.write = () => Promise.reject(new ReaderGone());
  expect(await cli.host.run('ls', FOLDER, '--all')).toMatchObject({
    exitCode: EXIT.done,
    stderr: '',
  });
  expect(cli.broker.requests).toHaveLength(1);
});

test('a terminal shows the progress and erases it at the end', async () => {
  bucketOf(2_000);
  cli.host.stderr.isTerminal = true;
  const { stderr } = await cli.host.run('ls', FOLDER, '--count');
  expect(stderr).toBe('\r\u001b[Kfedbroker: 1,000 keys\r\u001b[Kfedbroker: 2,000 keys\r\u001b[K');
  cli.host.stdout.isTerminal = true;
  expect((await cli.host.run('ls', FOLDER, '--all')).stderr).toBe('');
});

test.each([true, false])(
  'no key can look like two lines or a terminal command (terminal: %s)',
  async (isTerminal) => {
    cli.broker.respondWith({
      body: { Contents: [{ Key: 'a\n\u001b[2J\\', ETag: '"\u001b]0;x"' }], IsTruncated: false },
    });
    cli.host.stdout.isTerminal = isTerminal;
    const { stdout } = await cli.host.run('ls', FOLDER);
    expect(stdout).toBe('a\\n\\u001b[2J\\\\ => "\\u001b]0;x"\n');
  },
);

test('a failure after the first page is a failure of the command', async () => {
  cli.broker.respondWith(
    {
      body: {
        Contents: [{ Key: 'a', ETag: '"1"' }],
        IsTruncated: true,
        NextContinuationToken: 'next',
      },
    },
    { status: 403, body: { Code: 'BucketAccessDenied', Message: 'No.', RequestId: 'r' } },
  );
  const { exitCode, stdout } = await cli.host.run('ls', FOLDER, '--all');
  expect([exitCode, stdout]).toEqual([EXIT.notGranted, 'a => "1"\n']);
});

test('a listing that is truncated without a continuation token is a failure', async () => {
  cli.broker.respondWith({ body: { Contents: [{ Key: 'a', ETag: '"1"' }], IsTruncated: true } });
  expect((await cli.host.run('ls', FOLDER, '--count')).exitCode).not.toBe(EXIT.done);
});
