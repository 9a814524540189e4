import { isBucketName, type Target } from '../aws/target.ts';
import { schema } from '../json-schema.ts';
import type { Parser } from '../parser.ts';
import { show } from '../problems.ts';
import { type PolicyPattern, readPattern } from './policy-pattern.ts';

/** The ARN of a bucket, or with `keys` of objects. */
export interface S3Resource {
  readonly partition: string;
  readonly bucket: string;
  readonly keys?: PolicyPattern;
}

const S3_ARN = /^arn:(aws[a-z-]*):s3:::([^/]*)(?:\/(.*))?$/s;

/** What the groups of the pattern match. */
type ArnParts = readonly [arn: string, partition: string, bucket: string, key?: string];

const FORMS = 'arn:aws:s3:::BUCKET, arn:aws:s3:::BUCKET/OBJECT-KEY or arn:aws:s3:::BUCKET/PREFIX*';

/** @param escapes as in `PatternRules` */
export function resourceParser(escapes: boolean): Parser<S3Resource> {
  return {
    read(value, context) {
      const parts = typeof value === 'string' ? S3_ARN.exec(value) : null;
      if (parts === null || !isBucketName(parts[2] as string)) {
        return context.addProblem(
          `must be ${FORMS}, of one general purpose bucket, was ${show(value)}`,
        );
      }
      const [, partition, bucket, key] = parts as unknown as ArnParts;
      if (key === undefined) {
        return { partition, bucket };
      }
      if (key === '') {
        return context.addProblem(
          `must have a key after BUCKET/: for all objects write arn:${partition}:s3:::${bucket}/*`,
        );
      }
      const keys = readPattern(key, { escapes, wildcards: true }, context);
      return keys && { partition, bucket, keys };
    },
    schema: schema(() => ({ type: 'string', pattern: S3_ARN.source })),
  };
}

export function targetOf(bucket: string, { literal, open }: PolicyPattern): Target {
  return open
    ? { kind: 'prefix', bucket, prefix: literal }
    : { kind: 'object', bucket, objectKey: literal };
}
