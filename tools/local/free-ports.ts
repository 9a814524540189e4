import { once } from 'node:events';
import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * @param first the first port. 0 lets the operating system pick free ports, so this function checks nothing
 * @param count the number of consecutive ports
 * @throws Error if another program uses one of the ports. The error names the first such port.
 */
export async function requireFreePorts(first: number, count: number): Promise<void> {
  for (let port = first; first !== 0 && port < first + count; port += 1) {
    await listenOnce(port).catch((error: Error) => {
      throw new Error(
        `port ${port}: another program uses this port: stop it, or choose another port with --port (0 picks free ports)`,
        { cause: error },
      );
    });
  }
}

async function listenOnce(port: number): Promise<void> {
  const server = createServer().listen(port, LOOPBACK);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
