import { Failure } from './failure.ts';

/** What a command asks for in S3. */
export interface Target {
  readonly bucket: string;
  /** The text after the bucket's slash: a prefix and a star, such as `team-a/*`, or an object key. */
  readonly path: string;
}

/**
 * Parses `s3://BUCKET/PREFIX/*` or `s3://BUCKET/KEY`. `s3://BUCKET/PREFIX/` means `s3://BUCKET/PREFIX/*`, and `s3://BUCKET` means
 * `s3://BUCKET/*`: without the star, no shell needs quotes. The API checks the bucket and the key.
 */
export function parseTarget(text: string): Target {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) {
    throw new Failure(
      'usage',
      `TARGET must be like s3://BUCKET/PREFIX/, s3://BUCKET or s3://BUCKET/KEY, but is ${text}`,
    );
  }
  return { bucket, path: path === '' || path.endsWith('/') ? `${path}*` : path };
}

export function formatTarget({ bucket, path }: Target): string {
  return `s3://${bucket}/${path}`;
}

/** Returns the prefix of all keys of the target. */
export function prefixOf({ path }: Target): string {
  return path.replace(/\*$/, '');
}
