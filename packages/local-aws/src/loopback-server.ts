import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** Node's own limit (16 KiB) would answer before a service with a larger or differently counted one can. */
const MAX_HEADER_BYTES = 65_536;

/** An HTTP server that only this machine reaches. */
export interface LoopbackServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Listens on `port`, or on a free port for 0; rejects with Node's error when the port is taken. */
export async function startLoopbackServer(
  listener: RequestListener,
  port = 0,
): Promise<LoopbackServer> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: boundPort } = server.address() as AddressInfo;
  return { address: `${LOOPBACK}:${boundPort}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The whole body, or `undefined` when it holds more than `maxBytes`; what exceeds them is read and dropped. */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
    }
  }
  return size <= maxBytes ? Buffer.concat(chunks) : undefined;
}
