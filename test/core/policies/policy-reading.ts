import type { PolicyDocument, Statement } from '../../../core/aws/policy-document.ts';

export interface S3Request {
  readonly action: string;
  readonly bucket: string;
  /** For actions on objects. */
  readonly objectKey?: string;
  /** For listings. */
  readonly prefix?: string;
  /** For s3:PutObject: the request has If-None-Match, or belongs to a multipart upload. Undefined: neither. */
  readonly put?: 'if-none-match' | 'part';
}

const PATHS = ['a', 'ab', 'a/', 'b/', 'a/b', 'a/b/', 'ab/', 'a/b/a', 'a/b/ab/', 'b/a/ab/x', 'x'];

const OBJECT_ACTIONS = [
  ...['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'],
  ...['s3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
];

const PUTS = [undefined, 'if-none-match', 'part'] as const;

/** Requests for keys and prefixes that consist of the segments a, b, ab and x. */
export function requestsOf(buckets: readonly string[]): readonly S3Request[] {
  return buckets.flatMap((bucket) => [
    ...['', ...PATHS].map((prefix) => ({ action: 's3:ListBucket', bucket, prefix })),
    { action: 's3:GetBucketLocation', bucket },
    ...OBJECT_ACTIONS.flatMap((action) =>
      PATHS.map((objectKey) => ({ action, bucket, objectKey })),
    ),
    ...PUTS.flatMap((put) =>
      PATHS.map((objectKey) => ({ action: 's3:PutObject', bucket, objectKey, put })),
    ),
  ]);
}

/** Evaluates a policy like IAM. It supports only the condition operators of the compiled policies, and no escapes. */
export function allows(policy: PolicyDocument, request: S3Request, account: string): boolean {
  const { action, bucket, objectKey, prefix, put } = request;
  const arn = `arn:aws:s3:::${bucket}${objectKey === undefined ? '' : `/${objectKey}`}`;
  const context = new Map([
    ['aws:ResourceAccount', account],
    ...(action === 's3:ListBucket' ? ([['s3:prefix', prefix ?? '']] as const) : []),
    ...(action === 's3:PutObject'
      ? ([['s3:ObjectCreationOperation', String(put !== 'part')]] as const)
      : []),
    ...(put === 'if-none-match' ? ([['s3:if-none-match', '*']] as const) : []),
  ]);
  return policy.Statement.some(
    (statement) =>
      [statement.Action].flat().includes(action) &&
      [statement.Resource].flat().some((pattern) => isLike(arn, pattern)) &&
      conditionsOf(statement).every(({ operator, name, values }) => {
        const found = context.get(name);
        return operator === 'Null'
          ? values.includes(String(found === undefined))
          : values.some((pattern) => found !== undefined && isLike(found, pattern));
      }),
  );
}

function conditionsOf({ Condition = {} }: Statement) {
  return Object.entries(Condition).flatMap(([operator, conditions]) =>
    Object.entries(conditions).map(([name, values]) => ({
      operator,
      name,
      values: [values].flat(),
    })),
  );
}

function isLike(text: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[^\w/-]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}
