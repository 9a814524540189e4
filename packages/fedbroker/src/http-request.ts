import type { Agent, IncomingMessage } from 'node:http';
import { Failure } from './failure.ts';
import type { HttpRequest, HttpResponse } from './host.ts';
import { agentFor } from './http-agent.ts';

/** The maximum of API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const RESPONSE_MAX_BYTES = 10 * 1_024 * 1_024;

/**
 * Returns a function that sends requests as the environment says. It does not follow redirects, and it keeps connections open.
 * It does not use `fetch`, which in Node.js 20 can neither use a proxy nor other certificates.
 */
export function httpSender(
  env: Readonly<Record<string, string | undefined>>,
): (request: HttpRequest) => Promise<HttpResponse> {
  const agents = new Map<string, Promise<Agent>>();
  return async (request) => {
    const { origin } = request.url;
    const agent = agents.get(origin) ?? agentFor(request.url, env);
    agents.set(origin, agent);
    return send(request, await agent);
  };
}

async function send(request: HttpRequest, agent: Agent): Promise<HttpResponse> {
  const { url, method, headers, body, signal } = request;
  const { request: open } =
    url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      open(url, { method, headers, agent, signal }, resolve).once('error', reject).end(body);
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > RESPONSE_MAX_BYTES) {
        throw new Failure(
          'usage',
          `${url.host} sent more than 10 MB, which no broker or issuer does: check the URL`,
        );
      }
      chunks.push(chunk);
    }
    return {
      status: response.statusCode ?? 0,
      headers: {
        date: response.headers.date,
        retryAfter: response.headers['retry-after'],
        contentType: response.headers['content-type'],
        wwwAuthenticate: response.headers['www-authenticate'],
      },
      text: Buffer.concat(chunks).toString('utf8'),
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
