import { connect, createServer, type Server, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A proxy to a server on this machine. To clients, a stopped proxy looks like an outage of the broker. */
export class OutageProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  /** @param target the server's URL */
  constructor(target: string) {
    const port = Number(new URL(target).port);
    this.#server = createServer((client) => {
      const upstream = connect(port, LOOPBACK);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => other.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
    });
  }

  get url(): string {
    return `http://${LOOPBACK}:${this.#port}`;
  }

  /** Starts to listen. After a stop, the proxy uses the same address again. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, LOOPBACK, resolve);
    });
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Ends all connections and refuses new ones. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }
}
