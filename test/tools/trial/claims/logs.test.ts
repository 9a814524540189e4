import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TrialAccount } from '../../../../tools/trial/account.ts';
import { logEvents } from '../../../../tools/trial/claims/logs.ts';

const EVENTS = [{ message: '{"event":"TokenIssued"}' }];

const PATTERN = '{ $.event = "TokenIssued" }';

test('the trial looks for log lines on every page, because a page can be empty', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const { nextToken } = JSON.parse(await text(request));
    asked.push(nextToken);
    response.end(
      JSON.stringify(
        nextToken === undefined
          ? { events: [], nextToken: 'page-2' }
          : { events: EVENTS, nextToken: 'page-3' },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  const environment = jest.replaceProperty(process, 'env', { ...process.env, AWS_ENDPOINT_URL });
  const account = {
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' }),
  } as TrialAccount;
  try {
    expect(await logEvents({ account }, 'log', PATTERN)).toEqual(EVENTS);
  } finally {
    environment.restore();
    server.close();
  }
  expect(asked).toEqual([undefined, 'page-2']);
});
