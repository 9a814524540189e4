import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listingPage } from './listing-page.ts';

/**
 * An AWS endpoint that answers at once and checks nothing. The endpoint runs in its own process, so that the benchmark measures
 * only the function. It prints its URL, and answers `/sts-calls` with the number of STS calls so far.
 */

const SECRET = JSON.stringify({
  SecretString: JSON.stringify({ accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' }),
});

/** A placeholder about as long as an AWS session token. */
const SESSION_TOKEN = 'session+token/'.repeat(50);

const FEDERATION_TOKEN = `<GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetFederationTokenResult>
<Credentials><AccessKeyId>ASIABENCH</AccessKeyId><SecretAccessKey>bench</SecretAccessKey><SessionToken>${SESSION_TOKEN}</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>
<FederatedUser><FederatedUserId>111122223333:bench</FederatedUserId><Arn>arn:aws:sts::111122223333:federated-user/bench</Arn></FederatedUser>
<PackedPolicySize>6</PackedPolicySize></GetFederationTokenResult></GetFederationTokenResponse>`;

let stsCalls = 0;

function answer(request: IncomingMessage, body: string): { type: string; text: string } {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/sts-calls') {
    return { type: 'text/plain', text: String(stsCalls) };
  }
  if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
    return { type: 'application/x-amz-json-1.1', text: SECRET };
  }
  if (body.includes('GetFederationToken')) {
    stsCalls += 1;
    return { type: 'text/xml', text: FEDERATION_TOKEN };
  }
  return { type: 'application/xml', text: listingPage(url.searchParams) };
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { type, text } = answer(request, body);
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
