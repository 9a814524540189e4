import type { XmlElement } from '../xml.ts';
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  DEFAULT_ALGORITHM,
} from './checksum-algorithm.ts';

/** The checksum that S3 keeps with an object or a part. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64. A composite checksum ends with `-` and the number of parts. */
  readonly value: string;
}

export function checksumHeaders({
  algorithm,
  type,
  value,
}: ObjectChecksum): Record<string, string> {
  return { [algorithm.header]: value, 'x-amz-checksum-type': type };
}

/** The elements about a checksum in S3's answers: first its value, then its type. */
export function checksumElements({ algorithm, type, value }: ObjectChecksum): XmlElement[] {
  return [
    [algorithm.element, value],
    ['ChecksumType', type],
  ];
}

/** Computes the default checksum of bytes in memory. */
export function checksumOf(bytes: Buffer): ObjectChecksum {
  const stream = DEFAULT_ALGORITHM.start();
  stream.update(bytes);
  const value = stream.digest().toString('base64');
  return { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT', value };
}
