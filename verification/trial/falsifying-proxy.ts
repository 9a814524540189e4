import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A kind of request, and the wrong answer that replaces AWS's. */
export interface Falsehood {
  readonly covers: (request: IncomingMessage) => boolean;
  readonly status: number;
  readonly body: string;
}

/** Starts a proxy that gives wrong answers to some requests and forwards the others. */
export async function startFalsifyingProxy(
  endpointUrl: string,
  falsehoods: readonly Falsehood[],
): Promise<{ url: string; close: () => void }> {
  const server = createServer((incoming, outgoing) => {
    const falsehood = falsehoods.find(({ covers }) => covers(incoming));
    if (falsehood === undefined) {
      passOn(endpointUrl, incoming, outgoing);
      return;
    }
    incoming.resume();
    outgoing.writeHead(falsehood.status, { 'content-type': 'application/x-amz-json-1.1' });
    outgoing.end(falsehood.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Forwards a request with the client's own Host header, because the signature covers that header. */
function passOn(endpointUrl: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = '/', headers } = incoming;
  const onward = request(new URL(url, endpointUrl), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(outgoing);
  });
  // The connection fails if the client was killed during its request.
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
