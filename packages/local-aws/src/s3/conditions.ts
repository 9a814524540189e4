import { AwsError } from '../aws-error.ts';
import { noSuchKey, notImplemented } from './s3-error.ts';
import type { StoredObject } from './stored-object.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html and
// https://www.rfc-editor.org/rfc/rfc9110#section-13

type Headers = Readonly<Record<string, string>>;
type Described = Pick<StoredObject, 'etag' | 'lastModified'>;

const IF_MATCH = 'if-match';
const IF_NONE_MATCH = 'if-none-match';
const IF_MODIFIED_SINCE = 'if-modified-since';
const IF_UNMODIFIED_SINCE = 'if-unmodified-since';

export const READ_CONDITIONS: readonly string[] = [
  IF_MATCH,
  IF_NONE_MATCH,
  IF_MODIFIED_SINCE,
  IF_UNMODIFIED_SINCE,
];
export const WRITE_CONDITIONS: readonly string[] = [IF_MATCH, IF_NONE_MATCH];

/** The prefix of the headers with conditions on the source of a copy. */
const COPY_SOURCE_PREFIX = 'x-amz-copy-source-';
export const COPY_SOURCE_CONDITIONS: readonly string[] = READ_CONDITIONS.map(
  (name) => COPY_SOURCE_PREFIX + name,
);

/**
 * Returns whether the answer is 304, because the caller already has this version. If-Match takes precedence over
 * If-Unmodified-Since, and If-None-Match takes precedence over If-Modified-Since.
 *
 * @throws AwsError PreconditionFailed
 */
export function isNotModified(headers: Headers, object: Described): boolean {
  assertUnchanged(headers, object, '');
  return hasUnwantedVersion(headers, object, '') !== undefined;
}

/** @throws AwsError PreconditionFailed, also if a read with the same condition would return 304 */
export function assertCopySource(headers: Headers, source: Described): void {
  assertUnchanged(headers, source, COPY_SOURCE_PREFIX);
  const failed = hasUnwantedVersion(headers, source, COPY_SOURCE_PREFIX);
  if (failed !== undefined) {
    throw preconditionFailed(failed);
  }
}

/**
 * Checks the conditions of a write against the existing object. If-None-Match must be `*`.
 *
 * @throws AwsError PreconditionFailed, NoSuchKey, NotImplemented
 */
export function assertWritable(
  headers: Headers,
  objectKey: string,
  existing: Described | undefined,
): void {
  const ifNoneMatch = headers[IF_NONE_MATCH];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw notImplemented(`the value ${ifNoneMatch} of If-None-Match in a write, only *,`);
  }
  if (ifNoneMatch !== undefined && existing !== undefined) {
    throw preconditionFailed('If-None-Match');
  }
  const ifMatch = headers[IF_MATCH];
  if (ifMatch === undefined) {
    return;
  }
  if (existing === undefined) {
    throw noSuchKey(objectKey);
  }
  if (!matchesEtag(ifMatch, existing.etag)) {
    throw preconditionFailed('If-Match');
  }
}

/**
 * Checks the condition of a deletion. The deletion of a key that does not exist succeeds.
 *
 * @param ifMatch an ETag, or `*` for any object
 * @throws AwsError PreconditionFailed
 */
export function assertUnchangedForDelete(
  ifMatch: string | undefined,
  existing: Described | undefined,
): void {
  if (ifMatch !== undefined && existing !== undefined && !matchesEtag(ifMatch, existing.etag)) {
    throw preconditionFailed('If-Match');
  }
}

function preconditionFailed(condition: string): AwsError {
  return new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  );
}

/** Returns whether the header is `*` or contains the ETag. ETags in the header can be quoted or not. */
function matchesEtag(header: string, etag: string): boolean {
  return header
    .split(',')
    .map((value) => value.trim())
    .some((value) => value === '*' || unquoted(value) === unquoted(etag));
}

function assertUnchanged(headers: Headers, object: Described, prefix: string): void {
  const ifMatch = headers[prefix + IF_MATCH];
  const unmodifiedSince = dateOf(headers[prefix + IF_UNMODIFIED_SINCE]);
  if (ifMatch !== undefined) {
    if (!matchesEtag(ifMatch, object.etag)) {
      throw preconditionFailed(prefix + IF_MATCH);
    }
  } else if (unmodifiedSince !== undefined && object.lastModified > unmodifiedSince) {
    throw preconditionFailed(prefix + IF_UNMODIFIED_SINCE);
  }
}

/**
 * Returns the header (If-None-Match or If-Modified-Since) that shows that the caller already has this version, or
 * undefined.
 */
function hasUnwantedVersion(
  headers: Headers,
  object: Described,
  prefix: string,
): string | undefined {
  const ifNoneMatch = headers[prefix + IF_NONE_MATCH];
  if (ifNoneMatch !== undefined) {
    return matchesEtag(ifNoneMatch, object.etag) ? prefix + IF_NONE_MATCH : undefined;
  }
  const modifiedSince = dateOf(headers[prefix + IF_MODIFIED_SINCE]);
  const isUnmodified = modifiedSince !== undefined && object.lastModified <= modifiedSince;
  return isUnmodified ? prefix + IF_MODIFIED_SINCE : undefined;
}

/** Returns undefined for an invalid date, because HTTP ignores conditions with invalid dates. */
function dateOf(header: string | undefined): Date | undefined {
  const date = new Date(header ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function unquoted(etag: string): string {
  return etag.replace(/^(?:W\/)?"(.*)"$/, '$1');
}
