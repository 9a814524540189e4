import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A proxy for every address but this machine's. It refuses all requests, and remembers for whom they were. */
export class LoopbackGuard {
  readonly #server = createServer(({ url = '' }, response) => {
    this.#asked.push(url);
    response.writeHead(403).end();
  });
  #asked: string[] = [];

  constructor() {
    this.#server.on('connect', ({ url = '' }, socket) => {
      this.#asked.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, LOOPBACK, resolve));
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Environment variables. Programs differ in which of them they read. */
  environment(): NodeJS.ProcessEnv {
    const { port } = this.#server.address() as AddressInfo;
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
    const proxies = names.map((name) => [name, `http://${LOOPBACK}:${port}`] as const);
    const all = [...proxies, ['NO_PROXY', LOOPBACK] as const];
    return Object.fromEntries([...all, ...all.map(([name, value]) => [name.toLowerCase(), value])]);
  }

  /** Returns the addresses that programs asked for since the last call. */
  asked(): readonly string[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }
}
