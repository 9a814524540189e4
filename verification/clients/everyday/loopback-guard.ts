import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A proxy that clients must use for all addresses outside this machine. It refuses every request and records the address. */
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

  /** Returns the environment variables that set the proxy. They are in upper and lower case, because programs read either. */
  environment(): NodeJS.ProcessEnv {
    const { port } = this.#server.address() as AddressInfo;
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
    const proxies = names.map((name) => [name, `http://${LOOPBACK}:${port}`] as const);
    const all = [...proxies, ['NO_PROXY', LOOPBACK] as const];
    return Object.fromEntries([...all, ...all.map(([name, value]) => [name.toLowerCase(), value])]);
  }

  /** Returns the addresses outside this machine that programs tried to reach since the last call. */
  asked(): readonly string[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }
}
