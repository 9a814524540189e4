/** Computes one checksum, piece by piece. */
export interface ChecksumStream {
  update(bytes: Buffer): void;
  digest(): Buffer;
}
