/**
 * S3 lists keys in the order of their UTF-8 bytes. A *byte string* has one character (U+0000..U+00FF) for each UTF-8
 * byte of a key. JavaScript compares strings by UTF-16 units, which for byte strings is the order of S3.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export type ByteString = string;

const ASCII_ONLY = /^\p{ASCII}*$/u;

export function toByteString(key: string): ByteString {
  return ASCII_ONLY.test(key) ? key : Buffer.from(key, 'utf8').toString('latin1');
}

export function fromByteString(bytes: ByteString): string {
  return ASCII_ONLY.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Returns the smallest byte string after everything that starts with `prefix`, which must not be empty. */
export function afterPrefix(prefix: ByteString): ByteString {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}

/** Returns the index of the first key that is not smaller than `bound`. */
export function lowerBound(sorted: readonly ByteString[], bound: ByteString, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < bound) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
