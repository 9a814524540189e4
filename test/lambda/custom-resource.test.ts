import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../../lambda/adapters/custom-resource.ts';

interface Put {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

let server: Server;
let puts: Put[];
let statuses: number[];

beforeEach(async () => {
  puts = [];
  statuses = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    puts.push({ method: request.method, headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function event(): CloudFormationCustomResourceEvent {
  const { port } = server.address() as AddressInfo;
  return {
    RequestType: 'Delete',
    ServiceToken: 'arn:function',
    ResponseURL: `http://127.0.0.1:${port}/answer?signature=hunter2`,
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'Keys',
    PhysicalResourceId: 'broker',
    ResourceType: 'Custom::AccessKeys',
    ResourceProperties: { ServiceToken: 'arn:function', UserName: 'broker' },
  };
}

test('the result has the ids of the request and the resource, and no content type', async () => {
  await answerCloudFormation(event(), 'broker', { Status: 'FAILED', Reason: 'see the log' });
  expect(puts).toMatchObject([
    {
      method: 'PUT',
      headers: { 'content-type': '' },
      body: {
        Status: 'FAILED',
        Reason: 'see the log',
        PhysicalResourceId: 'broker',
        StackId: 'arn:stack',
        RequestId: 'request-1',
        LogicalResourceId: 'Keys',
      },
    },
  ]);
});

test('the result is sent again after a failure', async () => {
  statuses = [503];
  await answerCloudFormation(event(), 'broker', { Status: 'SUCCESS' });
  expect(puts).toHaveLength(2);
});

test('the report fails after five attempts, and the error does not show the URL, which is a credential', async () => {
  statuses = [500, 500, 500, 500, 500];
  const outcome = answerCloudFormation(event(), 'broker', { Status: 'SUCCESS' });
  await expect(outcome).rejects.toThrow(
    /^The result could not be reported to CloudFormation \(Error\)\.$/,
  );
  expect(puts).toHaveLength(5);
});
