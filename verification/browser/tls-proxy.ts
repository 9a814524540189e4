import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** Returns whether the program `openssl` is installed, which makes the certificate. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/**
 * Passes requests over TLS on to a server on this machine, with their Host header. The local AWS has no TLS.
 *
 * @param folder for the certificate and its key
 */
export async function startTlsProxy(target: string, folder: string): Promise<Server> {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  const { status, stderr } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=local'],
    ...['-keyout', String(key), '-out', String(cert)],
  ]);
  if (status !== 0) {
    throw new Error(`openssl made no certificate: ${stderr}`);
  }
  const { hostname, port } = new URL(target);
  const server = createServer(
    { key: readFileSync(String(key)), cert: readFileSync(String(cert)) },
    (incoming, response) => {
      const { method, url, headers } = incoming;
      const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      outgoing.on('error', (error) => response.destroy(error));
      incoming.pipe(outgoing);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
