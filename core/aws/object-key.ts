/** Bytes in UTF-8. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const OBJECT_KEY_MAX_BYTES = 1024;

/** Bytes of the text in UTF-8, in which S3 counts keys and prefixes. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
