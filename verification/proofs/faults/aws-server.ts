import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The names of the AWS operations and other endpoints that the functions call. */
export const CALLS = [
  'GetSecretValue',
  'GetFederationToken',
  'ListObjectsV2',
  'getSigninToken',
  'DescribeSecret',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'ListAccessKeys',
  'CreateAccessKey',
  'DeleteAccessKey',
  'GetCallerIdentity',
  'CloudFormation',
] as const;
export type Call = (typeof CALLS)[number];

export interface AwsRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A faulty answer in place of AWS's correct one. */
export interface Fault {
  readonly name: string;
  /** Whether AWS carries out the request before the answer fails. Default: no. */
  readonly acts?: boolean;
  answer(response: ServerResponse, would: AwsAnswer, call: Call): void;
}

type Serve = (request: AwsRequest, call: Call) => AwsAnswer | Promise<AwsAnswer>;

/** An AWS endpoint that gives a faulty answer when a test asks for it. */
export class AwsServer {
  /** @returns the fault to answer with, or undefined for a correct answer */
  faultOf: (call: Call, request: AwsRequest) => Fault | undefined = () => undefined;
  readonly #serve: Serve;
  readonly #server = createServer((incoming, response) => {
    response.on('error', () => undefined);
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const body = Buffer.concat(chunks).toString('utf8');
      void this.#answer({ method, url, headers, body }, response);
    });
  });

  private constructor(serve: Serve) {
    this.#serve = serve;
  }

  static async start(serve: Serve): Promise<AwsServer> {
    const server = new AwsServer(serve);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: AwsRequest, response: ServerResponse): Promise<void> {
    const call = callOf(request);
    const fault = this.faultOf(call, request);
    if (fault !== undefined && fault.acts !== true) {
      fault.answer(response, NO_ANSWER, call);
      return;
    }
    const would = await this.#serve(request, call);
    if (fault === undefined) {
      response.writeHead(would.status, would.headers).end(would.body);
    } else {
      fault.answer(response, would, call);
    }
  }
}

const NO_ANSWER: AwsAnswer = { status: 200, headers: {}, body: '' };

function callOf({ url, headers, body }: AwsRequest): Call {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const named =
    String(headers['x-amz-target'] ?? '').split('.')[1] ??
    new URLSearchParams(body).get('Action') ??
    searchParams.get('Action') ??
    (pathname === '/cloudformation' ? 'CloudFormation' : 'ListObjectsV2');
  const call = CALLS.find((known) => known === named);
  if (call === undefined) {
    throw new Error(`The proofs do not know the call ${named}: add it to CALLS`);
  }
  return call;
}

/** Forwards the request to an endpoint, with its signature unchanged. */
export function forwardTo(endpoint: string): (request: AwsRequest) => Promise<AwsAnswer> {
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const passed = httpRequest(new URL(url, endpoint), { method, headers, agent: false });
      passed.on('error', reject);
      passed.on('response', async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) {
          chunks.push(chunk);
        }
        const { 'transfer-encoding': _, ...kept } = answer.headers;
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: kept, body: text });
      });
      passed.end(body);
    });
}
