import type { PolicyDocument, Statement } from '../../../core/aws/policy-document.ts';

export interface S3Request {
  readonly action: string;
  readonly bucket: string;
  /** For actions on objects. */
  readonly objectKey?: string;
  /** For listings. */
  readonly prefix?: string;
}

const PATHS = ['a', 'ab', 'a/', 'b/', 'a/b', 'a/b/', 'ab/', 'a/b/a', 'a/b/ab/', 'b/a/ab/x', 'x'];

/** Requests for keys and prefixes that consist of the segments a, b, ab and x. */
export function requestsOf(buckets: readonly string[]): readonly S3Request[] {
  return buckets.flatMap((bucket) => [
    ...['', ...PATHS].map((prefix) => ({ action: 's3:ListBucket', bucket, prefix })),
    ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'].flatMap(
      (action) => PATHS.map((objectKey) => ({ action, bucket, objectKey })),
    ),
  ]);
}

/** Evaluates a policy like IAM, but only what the compiled policies need: no escapes, and two condition keys. */
export function allows(policy: PolicyDocument, request: S3Request, account: string): boolean {
  const { action, bucket, objectKey, prefix } = request;
  const arn = `arn:aws:s3:::${bucket}${objectKey === undefined ? '' : `/${objectKey}`}`;
  const context = new Map([
    ['aws:ResourceAccount', account],
    ['s3:prefix', prefix ?? ''],
  ]);
  return policy.Statement.some(
    (statement) =>
      [statement.Action].flat().includes(action) &&
      [statement.Resource].flat().some((pattern) => isLike(arn, pattern)) &&
      conditionsOf(statement).every(([name, patterns]) =>
        patterns.some((pattern) => isLike(context.get(name) ?? '', pattern)),
      ),
  );
}

function conditionsOf(statement: Statement): readonly [string, readonly string[]][] {
  return Object.values(statement.Condition ?? {}).flatMap((conditions) =>
    Object.entries(conditions).map(([name, values]): [string, readonly string[]] => [
      name,
      [values].flat(),
    ]),
  );
}

function isLike(text: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[^\w/-]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}
