import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** Bytes. Node's own limit of 16 KiB would answer before a service that counts differently or allows more. */
const MAX_HEADER_BYTES = 65_536;

/** An HTTP server that only this machine can reach. */
export interface LoopbackServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Also ends open connections. */
  close(): Promise<void>;
}

/** Listens on `port`, or on a free port if it is 0. Rejects with Node's error if the port is in use. */
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

/**
 * Reads the whole body. Returns `undefined` if the body is larger than `maxBytes`; the rest is then read and dropped.
 */
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
