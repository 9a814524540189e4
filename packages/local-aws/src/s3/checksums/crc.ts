/** Computes one checksum, piece by piece. */
export interface ChecksumStream {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

// Node.js has only CRC32. CRC32C and CRC64NVME are also reflected CRCs, which start with all bits set and end with all
// bits inverted.

const BYTE_VALUES = 256;
const ALL_BITS = 0xffffffff;

/** The effect of each byte value on the CRC. The table holds 32-bit words, because a BigInt is 50 times slower. */
interface CrcTable {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** @param polynomial at most 64 bits, in the reflected order */
export function crcTable(polynomial: bigint): CrcTable {
  const table = { high: new Uint32Array(BYTE_VALUES), low: new Uint32Array(BYTE_VALUES) };
  for (let byte = 0; byte < BYTE_VALUES; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) {
      value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    }
    table.high[byte] = Number(value >> 32n);
    table.low[byte] = Number(value & 0xffffffffn);
  }
  return table;
}

export function startCrc32Bits({ low: table }: CrcTable): ChecksumStream {
  let crc = ALL_BITS;
  return {
    update(bytes) {
      let value = crc;
      for (const byte of bytes) {
        value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
      }
      crc = value;
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(~crc >>> 0);
      return digest;
    },
  };
}

export function startCrc64Bits(table: CrcTable): ChecksumStream {
  let crcHigh = ALL_BITS;
  let crcLow = ALL_BITS;
  return {
    update(bytes) {
      let high = crcHigh;
      let low = crcLow;
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (table.low[index] ?? 0);
        high = (high >>> 8) ^ (table.high[index] ?? 0);
      }
      crcHigh = high;
      crcLow = low;
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(~crcHigh >>> 0);
      digest.writeUInt32BE(~crcLow >>> 0, 4);
      return digest;
    },
  };
}
