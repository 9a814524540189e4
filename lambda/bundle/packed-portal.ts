import { gzipSync } from 'node:zlib';
import type { PackedFile } from '../../core/portal/portal-files.ts';
import type { PortalFile } from '../../portal/build/build.ts';

/**
 * Bytes of one file before compression. Lambda's answers have at most 6 MB, and a client without gzip gets the file in base64,
 * which is a third longer.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const FILE_MAX_BYTES = 4 * 1024 * 1024;

/** The byte of a gzip header that names the operating system, and its value for "unknown". https://www.rfc-editor.org/rfc/rfc1952 */
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

/** Compresses the files of the web page, because HTTP APIs do not compress. */
export function packedPortal(files: readonly PortalFile[]): readonly PackedFile[] {
  return files.map(({ name, contentType, body }) => {
    if (body.length > FILE_MAX_BYTES) {
      throw new Error(
        `${name}: has ${body.length} bytes, and the portal function can serve at most ${FILE_MAX_BYTES}: split it`,
      );
    }
    return { name, contentType, gzip: compressed(body).toString('base64') };
  });
}

/** The same bytes on every operating system. */
function compressed(body: Uint8Array): Buffer {
  const gzip = gzipSync(body, { level: 9 });
  gzip[OS_BYTE] = OS_UNKNOWN;
  return gzip;
}
