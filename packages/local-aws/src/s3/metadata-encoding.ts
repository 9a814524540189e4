/**
 * Matches RFC 2047 encoded words. S3 reads each byte of a metadata header as one character and decodes the encoded
 * words. When S3 returns text outside ASCII, it encodes the text by RFC 2047. Text that was sent as UTF-8 is therefore
 * returned as UTF-8 that is encoded as UTF-8 again, as in AWS's example:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
 */
const ENCODED_WORD = /=\?utf-8\?([bq])\?([^?\s]*)\?=(?:\s+(?==\?utf-8\?))?/gi;

const PRINTABLE_ASCII = /^[\t\x20-\x7e]*$/;

/** @param header the value from Node.js, where each character is one byte of the header */
export function decodeMetadata(header: string): string {
  return header.replace(ENCODED_WORD, (_, encoding: string, text: string) =>
    encoding.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : decodeQuotedPrintable(text),
  );
}

export function encodeMetadata(value: string): string {
  return PRINTABLE_ASCII.test(value)
    ? value
    : `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
