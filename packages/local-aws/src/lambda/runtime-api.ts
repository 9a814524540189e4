import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, readBody, startLoopbackServer } from '../loopback-server.ts';

/** Bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (6 MB and the envelope) */
export const MAX_PAYLOAD_BYTES = 6_291_556;

const PREFIX = '/2018-06-01/runtime';
const OUTCOME_PATH = /^\/invocation\/([\w-]+)\/(response|error)$/;

/** An invocation as the runtime receives it. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** `Root=…;Parent=…;Sampled=…` */
  readonly traceHeader: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** JSON */
  readonly payload: string;
}

/** What the runtime reports. Bodies are JSON as received. */
export interface RuntimeListener {
  /** The runtime requests an invocation, so its initialization is over. */
  next(): void;
  response(requestId: string, body: string): void;
  error(requestId: string, body: string): void;
  initError(body: string): void;
}

/**
 * The HTTP server for one execution environment.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #listener: RuntimeListener;
  #server: LoopbackServer | undefined;
  #waiting: ServerResponse | undefined;
  #queued: RuntimeInvocation | undefined;

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
  }

  /** Resolves to the value of AWS_LAMBDA_RUNTIME_API. */
  async start(): Promise<string> {
    this.#server = await startLoopbackServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    return this.#server.address;
  }

  /** Gives the runtime its next invocation, now or at its next request. */
  sendInvocation(invocation: RuntimeInvocation): void {
    this.#queued = invocation;
    this.#answerNext();
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const resource = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    if (request.method === 'GET' && resource === '/invocation/next') {
      this.#waiting = response;
      this.#listener.next();
      this.#answerNext();
      return;
    }
    const status = await this.#takeOutcome(request, resource);
    response.writeHead(status).end();
  }

  /** Returns the HTTP status for the runtime. */
  async #takeOutcome(request: IncomingMessage, resource: string): Promise<number> {
    const body = (await readBody(request, MAX_PAYLOAD_BYTES))?.toString('utf8');
    const [, requestId, kind] = OUTCOME_PATH.exec(resource) ?? [];
    if (request.method !== 'POST') {
      return 405;
    }
    if (resource === '/init/error' && body !== undefined) {
      this.#listener.initError(body);
      return 202;
    }
    if (requestId === undefined) {
      return 404;
    }
    if (body === undefined) {
      this.#listener.error(requestId, JSON.stringify(RESPONSE_TOO_LARGE));
      return 413;
    }
    if (kind === 'response') {
      this.#listener.response(requestId, body);
    } else {
      this.#listener.error(requestId, body);
    }
    return 202;
  }

  #answerNext(): void {
    if (!this.#waiting || !this.#queued) {
      return;
    }
    const { requestId, functionArn, traceHeader, deadline, payload } = this.#queued;
    this.#waiting.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': functionArn,
      'Lambda-Runtime-Trace-Id': traceHeader,
    });
    this.#waiting.end(payload);
    this.#waiting = undefined;
    this.#queued = undefined;
  }
}

const RESPONSE_TOO_LARGE = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
};
