import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stub answers; `never` keeps the client waiting, `reset` cuts the connection. */
export type StubAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** JSON unless it is text. */
      readonly body?: unknown;
      readonly afterMilliseconds?: number;
    }
  | 'never'
  | 'reset';

export interface StubRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A broker's API that answers what a test says. */
export class StubBroker {
  readonly requests: StubRequest[] = [];
  answer: (request: StubRequest) => StubAnswer = () => 'reset';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const { method = '', url = '', headers, rawHeaders } = request;
      const received = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() };
      this.requests.push(received);
      const answer = this.answer(received);
      if (answer === 'reset') {
        request.socket.destroy();
      } else if (answer !== 'never') {
        const { status = 200, body, afterMilliseconds = 0 } = answer;
        setTimeout(() => {
          response.writeHead(status, answer.headers);
          response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
        }, afterMilliseconds);
      }
    });
  }

  static async start(): Promise<StubBroker> {
    const stub = new StubBroker();
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** These answers one after the other; the last serves for all further requests. */
  answers(...answers: readonly StubAnswer[]): void {
    this.requests.length = 0;
    this.answer = () => answers[Math.min(this.requests.length, answers.length) - 1] ?? 'reset';
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
