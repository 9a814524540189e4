import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stub answers; `never` keeps the client waiting. */
export type StubAnswer =
  | { readonly status: number; readonly body: string; readonly contentType?: string }
  | 'never'
  | 'reset';

/** An AWS endpoint that answers what a test says, in order; the last answer serves for all further requests. */
export class StubAws {
  readonly requests: string[] = [];
  answers: StubAnswer[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const target = request.headers['x-amz-target'] ?? '';
        this.requests.push(`${target}${Buffer.concat(chunks).toString('utf8')}`);
        const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
        if (answer === 'reset' || answer === undefined) {
          request.socket.destroy();
        } else if (answer !== 'never') {
          response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'text/xml' });
          response.end(answer.body);
        }
      });
    });
  }

  /** Starts the stub, and points the AWS SDK's clients of this process to it. */
  static async start(): Promise<StubAws> {
    const stub = new StubAws();
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    const { port } = stub.#server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
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
