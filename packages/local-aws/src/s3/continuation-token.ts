import { crc32 } from 'node:zlib';
import type { ByteString } from './key-order.ts';
import { invalidArgument } from './s3-error.ts';

const CHECK_BYTES = 4;

/** Returns the position where a listing continues. Clients return it unchanged. A check value detects other strings. */
export function writeContinuationToken(last: ByteString): string {
  const entry = Buffer.from(last, 'latin1');
  return Buffer.concat([checkOf(entry), entry]).toString('base64url');
}

/** @throws AwsError InvalidArgument */
export function readContinuationToken(token: string): ByteString {
  const bytes = Buffer.from(token, 'base64url');
  const entry = bytes.subarray(CHECK_BYTES);
  const isOurs =
    bytes.length > CHECK_BYTES &&
    bytes.toString('base64url') === token &&
    bytes.subarray(0, CHECK_BYTES).equals(checkOf(entry));
  if (!isOurs) {
    throw invalidArgument(
      'The continuation token provided is incorrect',
      'continuation-token',
      token,
    );
  }
  return entry.toString('latin1');
}

function checkOf(entry: Buffer): Buffer {
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32BE(crc32(entry));
  return check;
}
