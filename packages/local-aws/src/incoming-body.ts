import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { RequestBody } from './service.ts';
import type { PayloadDecoder } from './sigv4/payload-decoder.ts';

/** The body of a request as it arrives. */
export class IncomingBody implements RequestBody {
  readonly #incoming: IncomingMessage;
  readonly #payload: PayloadDecoder;
  #trailers: Readonly<Record<string, string>> = {};

  constructor(incoming: IncomingMessage, payload: PayloadDecoder) {
    this.#incoming = incoming;
    this.#payload = payload;
  }

  get trailers(): Readonly<Record<string, string>> {
    return this.#trailers;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    // With destroyOnReturn, a reader that stops early, for example after an error, would close the connection before
    // the answer is sent.
    for await (const bytes of this.#incoming.iterator({ destroyOnReturn: false })) {
      yield* this.#payload.push(bytes);
    }
    this.#trailers = this.#payload.end();
  }
}

/** Reads and discards the rest of a body. Some clients read the answer only after they have sent the whole body. */
export async function dropRest(incoming: IncomingMessage): Promise<void> {
  incoming.resume();
  if (!incoming.readableEnded) {
    await finished(incoming, { writable: false });
  }
}
