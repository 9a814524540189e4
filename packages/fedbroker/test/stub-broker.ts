import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The stub's response. `never` keeps the client waiting, and `reset` closes the connection. */
export type StubResponse =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as JSON, unless it is a string. */
      readonly body?: unknown;
      readonly afterMilliseconds?: number;
    }
  | 'never'
  | 'reset';

export interface StubRequest {
  readonly method: string;
  /** Path and query as they were received. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A broker's API whose responses a test chooses. */
export class StubBroker {
  readonly requests: StubRequest[] = [];
  respond: (request: StubRequest) => StubResponse = () => 'reset';
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
      const stubResponse = this.respond(received);
      if (stubResponse === 'reset') {
        request.socket.destroy();
      } else if (stubResponse !== 'never') {
        const { status = 200, body, afterMilliseconds = 0 } = stubResponse;
        setTimeout(() => {
          response.writeHead(status, stubResponse.headers);
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

  /** Sends these responses one after the other. The last one is repeated for all further requests. */
  respondWith(...responses: readonly StubResponse[]): void {
    this.requests.length = 0;
    this.respond = () => responses[Math.min(this.requests.length, responses.length) - 1] ?? 'reset';
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
