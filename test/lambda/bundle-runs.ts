import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { BrokerEvent } from '../../lambda/adapters/broker-api.ts';

export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request to AWS, without times and signatures. */
export interface AwsCall {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly target: unknown;
  /** Access key, region and service of the signature. */
  readonly scope: string;
  readonly body: string;
}

export interface BundleRun {
  readonly answer: APIGatewayProxyStructuredResultV2;
  readonly calls: readonly AwsCall[];
}

/** Loads a bundle like Lambda and sends it one request. AWS gives these answers in order. */
export async function runBundle(
  files: Readonly<Record<string, string>>,
  grants: string,
  event: BrokerEvent,
  answers: readonly CannedAnswer[],
): Promise<BundleRun> {
  const calls: AwsCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const credential = /Credential=(\w+)\/\d+\/([\w/-]+)\/aws4/.exec(
      request.headers.authorization ?? '',
    );
    calls.push({
      method: request.method,
      url: request.url,
      target: request.headers['x-amz-target'],
      scope: `${credential?.[1]}/${credential?.[2]}`,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    const { status, headers, body } = answers[calls.length - 1] ?? { status: 500, body: '' };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(path.join(tmpdir(), 'broker-bundle-'));
  try {
    for (const [name, content] of Object.entries({ ...files, 'grants.json': grants })) {
      writeFileSync(path.join(folder, name), content);
    }
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      ACCOUNT_ID: '111122223333',
      PARTITION: 'aws',
      APIS: '{"iam":"iam-api","jwt":[{"apiId":"jwt-api","issuer":"https://issuer.example.com","audience":["broker"],"nameClaim":"sub"}]}',
      BROKER_ACCESS_KEY_SECRET_ARN: 'arn:secret',
      LAMBDA_TASK_ROOT: folder,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'ASIAFUNCTION',
      AWS_SECRET_ACCESS_KEY: 'function-secret',
      AWS_SESSION_TOKEN: 'function-token',
    });
    const { handler } = require(path.join(folder, 'index.js'));
    return { answer: await handler(event), calls };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
}
