import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer of the stub. With `never`, the stub does not answer. */
export type StubAnswer =
  | {
      readonly status: number;
      readonly body: string;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** How the answer is cut after the body. */
      readonly cut?: 'never' | 'reset';
    }
  | 'never'
  | 'reset';

export interface StubRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The operation in a JSON protocol. Empty in other protocols. */
  readonly target: string;
  /** The access key id in the signature. */
  readonly accessKeyId: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint of AWS whose answers come from a test. */
export class StubAws {
  readonly requests: StubRequest[] = [];
  connections = 0;
  answer: (request: StubRequest) => StubAnswer = () => 'reset';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer();
    this.#server.on('connection', () => {
      this.connections += 1;
    });
    this.#server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received: StubRequest = {
          method: request.method ?? '',
          url: request.url ?? '',
          target: String(request.headers['x-amz-target'] ?? ''),
          accessKeyId: /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.requests.push(received);
        const answer = this.answer(received);
        if (answer === 'reset') {
          request.socket.destroy();
        } else if (answer !== 'never') {
          const { status, body, contentType = 'text/xml', headers, cut } = answer;
          response.writeHead(status, { 'content-type': contentType, ...headers });
          response.write(body, () => {
            if (cut === undefined) {
              response.end();
            } else if (cut === 'reset') {
              request.socket.destroy();
            }
          });
        }
      });
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Starts the stub. The AWS SDK of this process uses it as its endpoint. */
  static async start(): Promise<StubAws> {
    const stub = new StubAws();
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: stub.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAFUNCTION',
      AWS_SECRET_ACCESS_KEY: 'function-secret',
    });
    return stub;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Gives these answers one after another. The last one also answers all further requests. */
export function inOrder(...answers: readonly StubAnswer[]): StubAws['answer'] {
  const waiting = [...answers];
  return () => (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? 'reset';
}
