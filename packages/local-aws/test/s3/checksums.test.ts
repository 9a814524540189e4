import fc from 'fast-check';
import { checksumAlgorithms, findAlgorithm } from '../../src/s3/checksums/checksum-algorithm.ts';
import { combineCrcs } from '../../src/s3/checksums/crc-combination.ts';

/** The check values of https://reveng.sourceforge.io/crc-catalogue/all.htm, and of FIPS 180-4's examples for "abc". */
test.each([
  ['CRC32', '123456789', 'cbf43926'],
  ['CRC32C', '123456789', 'e3069283'],
  ['CRC64NVME', '123456789', 'ae8b14860a799888'],
  ['SHA1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['SHA256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('%s of "%s" is %s, in one piece and in several', (name, text, expected) => {
  const algorithm = findAlgorithm(name);
  for (const pieces of [[text], [...text]]) {
    const checksum = algorithm?.start();
    for (const piece of pieces) {
      checksum?.update(Buffer.from(piece));
    }
    expect(checksum?.digest().toString('hex')).toBe(expected);
  }
});

test('each algorithm has checksums of the size that it declares', () => {
  for (const { start, bytes } of checksumAlgorithms()) {
    expect(start().digest()).toHaveLength(bytes);
  }
});

test.each(checksumAlgorithms().filter(({ polynomial }) => polynomial !== undefined))(
  'the $name of pieces combines to that of the whole',
  (algorithm) => {
    const checksumOf = (bytes: Uint8Array) => {
      const stream = algorithm.start();
      stream.update(Buffer.from(bytes));
      return stream.digest().toString('base64');
    };
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1 }), (pieces) => {
        const parts = pieces.map((bytes) => ({ value: checksumOf(bytes), size: bytes.length }));
        expect(combineCrcs(algorithm, parts)).toBe(checksumOf(Buffer.concat(pieces)));
      }),
    );
  },
);
