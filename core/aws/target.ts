import { docs, type JsonSchema, schema } from '../json-schema.ts';
import { described, oneOf, type Parser, titled } from '../parser.ts';
import { show } from '../problems.ts';

/** The part of S3 that a scope or a request is about: all keys under a prefix, or one object. */
export type Target =
  | {
      readonly kind: 'prefix';
      readonly bucket: string;
      /** Empty for the whole bucket, otherwise ends in `/`. Only a listing's prefix may end in any character. */
      readonly prefix: string;
    }
  | { readonly kind: 'object'; readonly bucket: string; readonly objectKey: string };

/** The permissions of S3 Access Grants, and LIST and UPLOAD. READ includes LIST, and WRITE includes UPLOAD. */
export type Permission = 'LIST' | 'READ' | 'UPLOAD' | 'WRITE' | 'READWRITE';

export const PERMISSIONS: readonly Permission[] = ['LIST', 'READ', 'UPLOAD', 'WRITE', 'READWRITE'];

export const permissionParser: Parser<Permission> = titled(
  'Permission',
  described(
    oneOf(PERMISSIONS),
    docs(
      'LIST: list the keys. READ: LIST and get objects. UPLOAD: put objects. WRITE: UPLOAD and delete objects. ' +
        'READWRITE: READ and WRITE. ' +
        'LIST is possible on a whole bucket or a prefix only.',
    ),
  ),
);

const INCLUDED: Readonly<Record<Permission, readonly Permission[]>> = {
  LIST: ['LIST'],
  READ: ['LIST', 'READ'],
  UPLOAD: ['UPLOAD'],
  WRITE: ['UPLOAD', 'WRITE'],
  READWRITE: PERMISSIONS,
};

/** Source of the rules for names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_CHARACTERS = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';

const ADJACENT_SEPARATORS = String.raw`\.\.|\.-|-\.`;

const IP_ADDRESS = String.raw`\d+\.\d+\.\d+\.\d+`;

/** `amzn-s3-demo-` is reserved for AWS's examples. It is allowed, because our examples use it, too. */
const RESERVED_PREFIX = 'xn--|sthree-';

/** Of the names of access points, directory buckets and table buckets. */
const RESERVED_SUFFIX = String.raw`-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3`;

/** Matches the name of a general purpose bucket and what comes after it. */
function bucketPattern(end: '/' | '$'): string {
  return (
    `(?!${RESERVED_PREFIX})(?!${IP_ADDRESS}${end})(?![^/]*(?:${ADJACENT_SEPARATORS}))` +
    `(?![^/]*(?:${RESERVED_SUFFIX})${end})${BUCKET_CHARACTERS}${end}`
  );
}

const BUCKET_NAME = new RegExp(`^${bucketPattern('$')}`);

/** Bytes in UTF-8. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const OBJECT_KEY_MAX_BYTES = 1024;

const FORMS = 's3://BUCKET/*, s3://BUCKET/PREFIX/* or s3://BUCKET/OBJECT-KEY';

interface PathFault {
  /** Begins with `^` at the first character of the path. */
  readonly pattern: RegExp;
  readonly fault: string;
}

const FORBIDDEN_CHARACTER: PathFault = {
  // IAM policies can have U+0020 to U+00FF, tab, LF and CR.
  pattern: /^.*[^ -~\u00a0-\u00ff]/,
  fault: 'must have no control character and none beyond U+00FF (IAM policies cannot have them)',
};

const DOT_SEGMENT: PathFault = {
  pattern: /^(?:.*\/)?\.\.?(?:\/|$)/,
  fault: 'must have no segment . or ..',
};

/** Patterns that no path may match. */
const PATH_FAULTS: readonly PathFault[] = [
  FORBIDDEN_CHARACTER,
  {
    pattern: /^.*(?:\*.|[^/]\*$)/,
    fault: 'may have * only as the whole last segment (s3://BUCKET/PREFIX/*)',
  },
  {
    pattern: /^.*\/$/,
    fault: 'must not end in / (write /* at the end for everything under the prefix)',
  },
  DOT_SEGMENT,
];

/** The longest bucket name and the longest prefix of one-byte characters. */
const TARGET_MAX_CHARACTERS = 's3:///*'.length + 63 + OBJECT_KEY_MAX_BYTES;

export const targetParser: Parser<Target> = {
  read(value, context) {
    const parts = typeof value === 'string' ? /^s3:\/\/([^/]*)(.*)$/s.exec(value) : null;
    if (parts === null) {
      return context.addProblem(`must be ${FORMS}, was ${show(value)}`);
    }
    const [, bucket = '', slashAndPath = ''] = parts;
    const path = slashAndPath.slice(1);
    const fault = isBucketName(bucket)
      ? pathFault(bucket, path)
      : 'must name a general purpose bucket (3 to 63 of a-z, 0-9, . and -)';
    if (fault !== undefined) {
      return context.addProblem(`${fault}, was ${show(value)}`);
    }
    return path.endsWith('*')
      ? { kind: 'prefix', bucket, prefix: path.slice(0, -1) }
      : { kind: 'object', bucket, objectKey: path };
  },
  schema: schema(() => {
    const faults = PATH_FAULTS.map(({ pattern }) => `(?!${pattern.source.slice('^'.length)})`);
    return {
      type: 'string',
      pattern: `^s3://${bucketPattern('/')}(?!$)${faults.join('')}`,
      maxLength: TARGET_MAX_CHARACTERS,
    };
  }),
};

/** The target of a request. */
export const requestedTargetParser: Parser<Target> = titled(
  'Target',
  described(
    targetParser,
    docs(
      'What the request asks for: s3://BUCKET/* (the whole bucket), s3://BUCKET/PREFIX/* (everything under a prefix) or ' +
        's3://BUCKET/OBJECT-KEY (one object). A key or prefix has at most 1,024 bytes in UTF-8.',
      { examples: ['s3://amzn-s3-demo-bucket/team-a/*'] },
    ),
  ),
);

/**
 * Formats the target as `targetParser` reads it. A `*` in a key or prefix becomes `${*}`, so that it does not look like the end of
 * a prefix. Only targets of callers' own policies can have one.
 */
export function formatTarget(target: Target): string {
  const path = pathOf(target).replaceAll('*', '${*}');
  return `s3://${target.bucket}/${path}${target.kind === 'object' ? '' : '*'}`;
}

/** The object key or the prefix. */
export function pathOf(target: Target): string {
  return target.kind === 'object' ? target.objectKey : target.prefix;
}

/** Whether every key of the target is in the scope. */
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

/** One object cannot be listed: a listing with its key as prefix shows every key that starts with it. */
export function isListOfOneObject(target: Target, permission: Permission): boolean {
  return target.kind === 'object' && permission === 'LIST';
}

/** JSON Schema of a target that is not one object. */
export const PREFIX_TARGET: JsonSchema = { pattern: '/\\*$' };

/** JSON Schema: if the permission is LIST, other fields follow these schemas, too. */
export function listRule(
  permissionField: string,
  others: Readonly<Record<string, JsonSchema | false>>,
): JsonSchema {
  return {
    if: { required: [permissionField], properties: { [permissionField]: { const: 'LIST' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: others },
  };
}

/** Whether this can be the name of a general purpose bucket. */
export function isBucketName(text: string): boolean {
  return BUCKET_NAME.test(text);
}

/** The size in which S3 counts keys and prefixes. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

function pathFault(bucket: string, path: string): string | undefined {
  if (path === '') {
    return `must have a path: write s3://${bucket}/* for the whole bucket`;
  }
  const found = PATH_FAULTS.find(({ pattern }) => pattern.test(path));
  if (found !== undefined) {
    return found.fault;
  }
  return sizeFault(path.replace(/\*$/, ''));
}

/** Why a policy or S3 cannot have this key or prefix, which may have `*` anywhere and end in any character. */
export function keyFault(key: string): string | undefined {
  const found = [FORBIDDEN_CHARACTER, DOT_SEGMENT].find(({ pattern }) => pattern.test(key));
  return found === undefined ? sizeFault(key) : found.fault;
}

function sizeFault(key: string): string | undefined {
  return utf8Bytes(key) > OBJECT_KEY_MAX_BYTES
    ? `must have a key or prefix of at most ${OBJECT_KEY_MAX_BYTES} bytes in UTF-8`
    : undefined;
}
