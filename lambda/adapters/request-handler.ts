import { AsyncLocalStorage } from 'node:async_hooks';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What AWS's logs call the broker where its client does not say more. */
const USER_AGENT = 'federation-broker';

const signalOfCall = new AsyncLocalStorage<AbortSignal>();

/** Makes a call whose requests the signal ends, of every client that has the request handler below. */
export function endedBy<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return signalOfCall.run(signal, call);
}

/**
 * Takes the signal from the call that is under way: a client that gets one as an option of each call cannot keep its steps
 * from call to call (`cacheMiddleware`).
 */
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
