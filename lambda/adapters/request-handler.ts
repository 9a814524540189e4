import { AsyncLocalStorage } from 'node:async_hooks';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What AWS's logs call the broker where its client does not say more. */
const USER_AGENT = 'federation-broker';

const signalOfCall = new AsyncLocalStorage<AbortSignal>();

/**
 * Makes a call of an AWS client, and gives it up when the signal says so, its requests and its waits between them.
 *
 * The client has to have the request handler below. A signal among the options of a call would do the same, but then the
 * client composes its steps anew for each call, whatever `cacheMiddleware` says.
 *
 * @throws the signal's reason
 */
export function runUntil<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    signalOfCall.run(signal, call).then(resolve, reject);
  });
}

/** Ends requests with the signal of the call that they are made for. */
class CallsRequestHandler extends NodeHttpHandler {
  override handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    request.headers['user-agent'] ??= USER_AGENT;
    return super.handle(request, { abortSignal: signalOfCall.getStore(), ...options });
  }
}

/** Connections stay open between requests; no single attempt waits longer than this for AWS. */
export const requestHandler = new CallsRequestHandler({
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true,
});
