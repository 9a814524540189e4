import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ChecksumStream, crcTable, startCrc32Bits, startCrc64Bits } from './crc.ts';

/** `COMPOSITE` is the checksum of the concatenated checksums of the parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export interface ChecksumAlgorithm {
  /** For example `CRC32`. */
  readonly name: string;
  /** For example `x-amz-checksum-crc32`. */
  readonly header: string;
  /** The XML element, for example `ChecksumCRC32`. */
  readonly element: string;
  /** The size of a checksum in bytes. */
  readonly bytes: number;
  /** The checksum types that a multipart upload can have. The first type is the default. */
  readonly multipartTypes: readonly [ChecksumType, ...ChecksumType[]];
  /** The polynomial of a CRC, in the reflected order of bits. */
  readonly polynomial?: bigint;
  start(): ChecksumStream;
}

const CRC32C = 0x82f63b78n;
const CRC32C_TABLE = crcTable(CRC32C);
const CRC64NVME = 0x9a6c9329ac4bc9b5n;
const CRC64NVME_TABLE = crcTable(CRC64NVME);

const ALGORITHMS: readonly ChecksumAlgorithm[] = [
  {
    ...named('CRC32'),
    bytes: 4,
    multipartTypes: ['COMPOSITE', 'FULL_OBJECT'],
    polynomial: 0xedb88320n,
    start: startCrc32,
  },
  {
    ...named('CRC32C'),
    bytes: 4,
    multipartTypes: ['COMPOSITE', 'FULL_OBJECT'],
    polynomial: CRC32C,
    start: () => startCrc32Bits(CRC32C_TABLE),
  },
  {
    ...named('CRC64NVME'),
    bytes: 8,
    multipartTypes: ['FULL_OBJECT'],
    polynomial: CRC64NVME,
    start: () => startCrc64Bits(CRC64NVME_TABLE),
  },
  { ...named('SHA1'), bytes: 20, multipartTypes: ['COMPOSITE'], start: () => fromHash('sha1') },
  { ...named('SHA256'), bytes: 32, multipartTypes: ['COMPOSITE'], start: () => fromHash('sha256') },
];

/** The algorithm that S3 uses if the client sends no checksum. */
export const DEFAULT_ALGORITHM = find('CRC64NVME');

export function checksumAlgorithms(): readonly ChecksumAlgorithm[] {
  return ALGORITHMS;
}

/** Finds an algorithm by name. `name` must be in upper case, for example `CRC32`. */
export function findAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return ALGORITHMS.find((algorithm) => algorithm.name === name);
}

function find(name: string): ChecksumAlgorithm {
  const algorithm = findAlgorithm(name);
  if (algorithm === undefined) {
    throw new Error(`There is no checksum algorithm ${name}.`);
  }
  return algorithm;
}

function named(name: string): Pick<ChecksumAlgorithm, 'name' | 'header' | 'element'> {
  return { name, header: `x-amz-checksum-${name.toLowerCase()}`, element: `Checksum${name}` };
}

function startCrc32(): ChecksumStream {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest() {
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32BE(value);
      return checksum;
    },
  };
}

function fromHash(name: string): ChecksumStream {
  const hash = createHash(name);
  return {
    update(bytes) {
      hash.update(bytes);
    },
    digest: () => hash.digest(),
  };
}
