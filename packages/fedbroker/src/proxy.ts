import { isLoopback } from './api-url.ts';
import { Failure } from './failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the proxy for a URL, by the rules of the AWS CLI: HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host or a domain
 * above it. Lower-case names come first. A connection to this machine never uses a proxy, because it is not encrypted.
 *
 * Throws Failure if the variable is not the URL of an HTTP proxy.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = variable(name, env);
  if (!text || isLoopback(url) || isExempt(url, variable('NO_PROXY', env) ?? '')) {
    return undefined;
  }
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text
    : `http://${text.replace(/^\/\//, '')}`;
  const proxy = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol)) {
    throw new Failure('usage', `${name} must be like http://proxy.example.com:3128`);
  }
  return proxy;
}

/** An empty lower-case variable counts, so it can switch off the upper-case one. */
function variable(name: string, env: Environment): string | undefined {
  return env[name.toLowerCase()] ?? env[name];
}

/** Source: proxy_bypass_environment in https://github.com/python/cpython/blob/main/Lib/urllib/request.py, which the AWS CLI uses. */
function isExempt({ hostname, host }: URL, noProxy: string): boolean {
  if (noProxy.trim() === '*') {
    return true;
  }
  return noProxy
    .split(',')
    .map((entry) => entry.trim().replace(/^\.+/, '').toLowerCase())
    .filter((entry) => entry !== '')
    .some((entry) => [hostname, host].some((name) => name === entry || name.endsWith(`.${entry}`)));
}
