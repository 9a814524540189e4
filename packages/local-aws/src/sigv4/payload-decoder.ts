/**
 * Reads a body piece by piece, and checks the body against the signature of the request. Do not store the content
 * before `end` has returned.
 */
export interface PayloadDecoder {
  /** Reads the next bytes of the body. Returns the content in these bytes, without chunk headers. */
  push(bytes: Buffer): Buffer[];
  /** Makes the checks that need the whole body. Returns the trailers. Names are in lower case. */
  end(): Readonly<Record<string, string>>;
}
