import { AwsError } from '../aws-error.ts';
import { notImplemented } from './s3-error.ts';

export interface ByteRange {
  readonly first: number;
  /** Inclusive, as in the header. */
  readonly last: number;
}

const SEVERAL_RANGES = /^bytes=[^,]+,/;
const ONE_RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * Returns the range of a Range header for an object of `size` bytes. Returns undefined, for the whole object, if the
 * header is not understood, as HTTP requires.
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 *
 * @throws AwsError InvalidRange if no byte of the object is in the range, NotImplemented for several ranges
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header !== undefined && SEVERAL_RANGES.test(header)) {
    throw notImplemented('several ranges in one request');
  }
  const [, first, last] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) {
    return undefined;
  }
  const range =
    first === ''
      ? { first: Math.max(0, size - Number(last)), last: size - 1 }
      : { first: Number(first), last: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
  if (last !== '' && first !== '' && Number(last) < Number(first)) {
    return undefined;
  }
  if (range.first >= size) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header ?? '',
      ActualObjectSize: String(size),
    });
  }
  return range;
}
