import { Sha256 as SdkSha256 } from '@smithy/core/checksum';
import { Sha256 } from '../../lambda/adapters/sha256.ts';

const SECRET = new TextEncoder().encode('AWS4wJalrXUtnFEMI');
const DATA = new TextEncoder().encode('20261129/us-east-1/sts/aws4_request');

test.each([
  ['no secret', undefined],
  ['a string', 'AWS4wJalrXUtnFEMI'],
  ['bytes', SECRET],
  ['part of a buffer', new Uint8Array([...SECRET, 1, 2, 3]).subarray(2, 9)],
  ['an ArrayBuffer', SECRET.slice().buffer],
])(
  "with %s, the digest is that of the SDK's own class, also after a reset and with the same secret again",
  async (_, secret) => {
    for (const _attempt of [1, 2]) {
      const [ours, sdks] = [new Sha256(secret), new SdkSha256(secret)];
      for (const hash of [ours, sdks]) {
        hash.update(SECRET);
        hash.reset();
        hash.update(DATA);
      }
      expect(Buffer.from(await ours.digest())).toEqual(Buffer.from(await sdks.digest()));
    }
  },
);
