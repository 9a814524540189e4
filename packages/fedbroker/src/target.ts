import { Failure } from './failure.ts';

/** What in S3 a command is about. */
export interface Target {
  readonly bucket: string;
  /** What follows the slash after the bucket, as the API takes it: `team-a/*` or an object key. */
  readonly path: string;
}

/**
 * Reads `s3://BUCKET/PREFIX/*` or `s3://BUCKET/KEY`. `s3://BUCKET/PREFIX/` and `s3://BUCKET` mean all that lies under
 * them, and spare the shell's quotes. Everything else about the text is the API's to judge.
 */
export function parseTarget(text: string): Target {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) {
    throw new Failure(
      'usage',
      `a TARGET is s3://BUCKET/PREFIX/*, s3://BUCKET/PREFIX/, s3://BUCKET or s3://BUCKET/KEY, was ${text}`,
    );
  }
  return { bucket, path: path === '' || path.endsWith('/') ? `${path}*` : path };
}

export function formatTarget({ bucket, path }: Target): string {
  return `s3://${bucket}/${path}`;
}

/** The prefix that all keys of the target begin with. */
export function prefixOf({ path }: Target): string {
  return path.replace(/\*$/, '');
}
