/** Bytes of all files as the portal function sends them, compressed. */
export const COMPRESSED_MAX_BYTES = 330 * 1024;
