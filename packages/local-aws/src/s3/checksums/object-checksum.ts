import type { XmlElement } from '../xml.ts';
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  DEFAULT_ALGORITHM,
} from './checksum-algorithm.ts';

/** The checksum that S3 stores with an object or a part. */
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

/** The XML elements with the value and the type of a checksum, in the order in which S3 returns them. */
export function checksumElements({ algorithm, type, value }: ObjectChecksum): XmlElement[] {
  return [
    [algorithm.element, value],
    ['ChecksumType', type],
  ];
}

/** Computes the checksum of the bytes with the default algorithm. */
export function checksumOf(bytes: Buffer): ObjectChecksum {
  const stream = DEFAULT_ALGORITHM.start();
  stream.update(bytes);
  const value = stream.digest().toString('base64');
  return { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT', value };
}
