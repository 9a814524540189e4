import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { codeOf, Failure } from './failure.ts';
import { proxyFor } from './proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy rejected the connection, so no request reached the server. */
export class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the proxy responded with status ${status}`);
    this.name = 'ProxyRefusal';
    this.status = status;
  }
}

/** Returns the agent that connects to a URL as the environment says: through a proxy, and with a company's certificates. */
export async function agentFor(url: URL, env: Environment): Promise<Agent> {
  const proxy = proxyFor(url, env);
  const options = { keepAlive: true, ca: certificates(env) };
  if (proxy !== undefined) {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    const agent = new HttpsProxyAgent(proxy, options);
    // The constructor uses the certificates only for the connection to the proxy itself.
    Object.assign(agent.options, { ca: options.ca });
    return agent.on('proxyConnect', ({ statusCode }, request) => {
      if (statusCode !== 200) {
        request.destroy(new ProxyRefusal(statusCode));
      }
    });
  }
  if (url.protocol === 'https:') {
    const { Agent } = await import('node:https');
    return new Agent(options);
  }
  const { Agent } = await import('node:http');
  return new Agent(options);
}

/** The first of these that is set replaces the default certificates, as in the AWS CLI. */
const CA_VARIABLES = ['AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'];

function certificates(env: Environment): string | undefined {
  const variable = CA_VARIABLES.find((name) => env[name]);
  const file = variable && env[variable];
  if (!file) {
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      'usage',
      `the file ${file}, which ${variable} names, cannot be read (${codeOf(error)})`,
    );
  }
}
