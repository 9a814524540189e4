import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A request to S3, at the time when its headers arrive. */
export interface RecordedRequest {
  readonly url: string;
  readonly accessKeyId: string;
  readonly arrivedAt: Date;
}

/** A proxy to the local S3. It records which access key signed each request. */
export class RequestRecorder {
  readonly #server: Server;
  readonly #requests: RecordedRequest[] = [];

  /** @param target the URL of the local AWS */
  constructor(target: string) {
    const { port } = new URL(target);
    this.#server = createServer((incoming, outgoing) => {
      const { method, url = '', headers } = incoming;
      const [, accessKeyId = ''] = /Credential=([^/]+)/.exec(headers.authorization ?? '') ?? [];
      this.#requests.push({ url, accessKeyId, arrivedAt: new Date() });
      // The header `host` stays as it is, because the signature includes it.
      const upstream = request({ host: LOOPBACK, port, method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      });
      upstream.on('error', () => outgoing.destroy());
      incoming.on('error', () => upstream.destroy());
      incoming.pipe(upstream);
    });
  }

  get url(): string {
    return `http://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, LOOPBACK, resolve));
  }

  /** Returns the requests so far whose URL contains the text. */
  requestsTo(text: string): readonly RecordedRequest[] {
    return this.#requests.filter(({ url }) => url.includes(text));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
