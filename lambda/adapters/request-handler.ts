import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions } from '@smithy/types';

/** Names the broker in AWS's logs, unless a client sends more. */
const USER_AGENT = 'federation-broker';

const signalOfCall = new AsyncLocalStorage<AbortSignal>();

/**
 * Calls an AWS client and aborts the call with the signal: its requests, and its waits between them.
 *
 * The client must have the request handler below. A signal in the options of a call would do the same, but then the client
 * would compose its middleware again for each call, despite `cacheMiddleware`.
 *
 * @throws the signal's reason
 */
export function withAbortSignal<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    signalOfCall.run(signal, call).then(resolve, reject);
  });
}

/** Aborts each request with the signal of its call. */
class CallsRequestHandler extends NodeHttpHandler {
  override handle(
    request: HttpRequest,
    options: HttpHandlerOptions = {},
  ): Promise<{ response: HttpResponse }> {
    request.headers['user-agent'] ??= USER_AGENT;
    return super.handle(request, { abortSignal: signalOfCall.getStore(), ...options });
  }
}

/** Keeps connections open between requests. Each attempt waits at most this long for AWS. */
export const requestHandler = new CallsRequestHandler({
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true,
});
