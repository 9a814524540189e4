import type { Parser } from '../parser.ts';
import { show } from '../problems.ts';
import { OBJECT_KEY_MAX_BYTES, utf8Bytes } from './object-key.ts';

/** What in S3 a grant's scope or a request means: all keys under a prefix, or one object. */
export type Target =
  | {
      readonly kind: 'prefix';
      readonly bucket: string;
      /** Empty for the whole bucket, else ends in `/`; the prefix of a listing may be any text. */
      readonly prefix: string;
    }
  | { readonly kind: 'object'; readonly bucket: string; readonly objectKey: string };

/**
 * LIST: list the keys. READ: LIST and get objects. WRITE: put and delete objects. READWRITE: both.
 */
export type Permission = 'LIST' | 'READ' | 'WRITE' | 'READWRITE';

export const PERMISSIONS: readonly Permission[] = ['LIST', 'READ', 'WRITE', 'READWRITE'];

const INCLUDED: Readonly<Record<Permission, readonly Permission[]>> = {
  LIST: ['LIST'],
  READ: ['LIST', 'READ'],
  WRITE: ['WRITE'],
  READWRITE: PERMISSIONS,
};

/** Source of every rule here: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const ADJACENT_SEPARATORS = /\.\.|\.-|-\./;

const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/** `amzn-s3-demo-` is reserved too, for AWS's examples, and so is what the examples here are called. */
const RESERVED_PREFIX = /^(?:xn--|sthree-)/;

/** Of names that stand for access points, directory buckets and table buckets. */
const RESERVED_SUFFIX = /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

const FORMS = 's3://BUCKET/*, s3://BUCKET/PREFIX/* or s3://BUCKET/OBJECT-KEY';

/** Of what IAM takes in policy text (U+0020 to U+00FF), all but the control characters. */
const POLICY_TEXT = /^[ -~\u00a0-\u00ff]*$/;

export const readTarget: Parser<Target> = (value, place) => {
  const parts = typeof value === 'string' ? /^s3:\/\/([^/]*)(.*)$/s.exec(value) : null;
  if (parts === null) {
    return place.refuse(`must be ${FORMS}, was ${show(value)}`);
  }
  const [, bucket = '', slashAndPath = ''] = parts;
  const path = slashAndPath.slice(1);
  const fault = isBucketName(bucket)
    ? pathFault(bucket, path)
    : 'must name a general purpose bucket (3 to 63 of a-z, 0-9, . and -)';
  if (fault !== undefined) {
    return place.refuse(`${fault}, was ${show(value)}`);
  }
  return path.endsWith('*')
    ? { kind: 'prefix', bucket, prefix: path.slice(0, -1) }
    : { kind: 'object', bucket, objectKey: path };
};

export function formatTarget(target: Target): string {
  return target.kind === 'object'
    ? `s3://${target.bucket}/${target.objectKey}`
    : `s3://${target.bucket}/${target.prefix}*`;
}

/** The object key or the prefix. */
export function pathOf(target: Target): string {
  return target.kind === 'object' ? target.objectKey : target.prefix;
}

/** Whether everything that the target means lies in the scope. */
export function includesTarget(scope: Target, target: Target): boolean {
  if (scope.bucket !== target.bucket) {
    return false;
  }
  if (scope.kind === 'object') {
    return target.kind === 'object' && target.objectKey === scope.objectKey;
  }
  return pathOf(target).startsWith(scope.prefix);
}

export function includesPermission(granted: Permission, wanted: Permission): boolean {
  return INCLUDED[granted].includes(wanted);
}

/** One object cannot be listed: the prefix that names it lists every key that begins so. */
export function isListOfOneObject(target: Target, permission: Permission): boolean {
  return target.kind === 'object' && permission === 'LIST';
}

/** Whether this can be the name of a general purpose bucket. */
export function isBucketName(text: string): boolean {
  return (
    BUCKET_NAME.test(text) &&
    !ADJACENT_SEPARATORS.test(text) &&
    !IP_ADDRESS.test(text) &&
    !RESERVED_PREFIX.test(text) &&
    !RESERVED_SUFFIX.test(text)
  );
}

function pathFault(bucket: string, path: string): string | undefined {
  if (path === '') {
    return `must say what in the bucket: write s3://${bucket}/* for the whole bucket`;
  }
  if (!POLICY_TEXT.test(path)) {
    return 'must hold no control character and none beyond U+00FF (IAM policies cannot carry them)';
  }
  if (/\*.|[^/]\*$/.test(path)) {
    return 'may have * only as the whole last segment (s3://BUCKET/PREFIX/*)';
  }
  if (path.endsWith('/')) {
    return 'must not end in / (write /* at the end for all that lies under it)';
  }
  if (/(?:^|\/)\.\.?(?:\/|$)/.test(path)) {
    return 'must have no segment . or ..';
  }
  if (utf8Bytes(path.replace(/\*$/, '')) > OBJECT_KEY_MAX_BYTES) {
    return `must have a key or prefix of at most ${OBJECT_KEY_MAX_BYTES} bytes in UTF-8`;
  }
  return undefined;
}
