import type { ChecksumAlgorithm } from './checksum-algorithm.ts';

/** The checksum of a piece of an object, and the size of the piece in bytes. */
export interface PieceChecksum {
  /** Base64. */
  readonly value: string;
  readonly size: number;
}

const BITS_PER_BYTE = 8;

/**
 * Computes the CRC of an object from the CRCs of its pieces, without reading the object. Returns Base64.
 *
 * A CRC is the remainder of a polynomial over GF(2). If b has n bytes, appending b to a multiplies the polynomial of a
 * by x^8n. The inversions at the start and the end of the CRCs cancel out: crc(a + b) = crc(a) * x^8n + crc(b).
 */
export function combineCrcs(
  { bytes, polynomial }: ChecksumAlgorithm,
  pieces: readonly PieceChecksum[],
): string {
  if (polynomial === undefined) {
    throw new Error('Only CRCs can be combined.');
  }
  const field: Field = { polynomial, one: 1n << BigInt(bytes * BITS_PER_BYTE - 1) };
  const combined = pieces.reduce((crc, { value, size }) => {
    const shift = powerOfX(BigInt(size * BITS_PER_BYTE), field);
    return (
      multiply(crc, shift, field) ^ BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`)
    );
  }, 0n);
  return Buffer.from(combined.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64');
}

/**
 * The field in which CRCs are multiplied. Polynomials are in reflected order: the highest bit is the coefficient of
 * x^0.
 */
interface Field {
  readonly polynomial: bigint;
  /** The polynomial 1. */
  readonly one: bigint;
}

function multiply(a: bigint, b: bigint, { polynomial, one }: Field): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = one; bit > 0n; bit >>= 1n) {
    if (a & bit) {
      product ^= shifted;
    }
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

/** Returns x^exponent, by repeated squaring. */
function powerOfX(exponent: bigint, field: Field): bigint {
  let power = field.one;
  let square = field.one >> 1n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) {
      power = multiply(power, square, field);
    }
    square = multiply(square, square, field);
  }
  return power;
}
