/** Limits the total size of the portal's files, compressed as the portal function sends them. */
export const COMPRESSED_MAX_BYTES = 330 * 1024;
