import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A kind of request, and the wrong answer that replaces AWS's. */
export interface Falsehood {
  readonly covers: (request: IncomingMessage) => boolean;
  readonly status: number;
  readonly body: string;
}

/** A request that reached the proxy. */
export interface SeenRequest {
  /** `GET /bucket/key`, without the query. */
  readonly path: string;
  /** `sts GetCallerIdentity`. For Amazon S3, which has no name of the operation in its requests, `s3 GET`. */
  readonly call: string;
  readonly accessKeyId: string;
  readonly expectedBucketOwner: string | undefined;
}

export interface FalsifyingProxy {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): void;
}

/** Starts a proxy that gives wrong answers to some requests and forwards the others. */
export async function startFalsifyingProxy(
  endpointUrl: string,
  falsehoods: readonly Falsehood[],
): Promise<FalsifyingProxy> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => requests.push(seenRequest(incoming, Buffer.concat(chunks))));
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
  return { url: `http://127.0.0.1:${port}`, requests, close: () => server.close() };
}

function seenRequest({ method, url = '', headers }: IncomingMessage, body: Buffer): SeenRequest {
  const credential = /Credential=(\w+)\/\d+\/[\w-]+\/(\w+)\//.exec(headers.authorization ?? '');
  const [, accessKeyId = 'unsigned', service = 'unsigned'] = credential ?? [];
  const action =
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) || new URLSearchParams(body.toString('utf8')).get('Action');
  return {
    path: `${method} ${url.split('?')[0]}`,
    call: `${service} ${service === 's3' ? method : (action ?? method)}`,
    accessKeyId,
    expectedBucketOwner: headers['x-amz-expected-bucket-owner']?.toString(),
  };
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
