import { packedPortal } from '../../../lambda/bundle/packed-portal.ts';
import { buildPortal } from '../../../portal/build/build.ts';
import { COMPRESSED_MAX_BYTES } from '../../../portal/build/size-limit.ts';
import { prepared, type Subject } from '../subject.ts';

const BYTES_PER_KIBIBYTE = 1024;

export const portal: Subject = {
  name: 'portal',
  summary: 'size of the portal as its function sends it',
  prepare: () =>
    Promise.resolve(
      prepared({
        rounds: 1,
        round: async () => {
          const files = packedPortal(await buildPortal());
          const bytes = files.map(({ gzip }) => Buffer.byteLength(gzip, 'base64'));
          return { portal: { bytes: bytes.reduce((sum, each) => sum + each, 0) } };
        },
        figures: (rounds) => [
          {
            name: 'all files of the portal, compressed, KiB',
            samples: rounds.map(({ portal }) => portal.bytes / BYTES_PER_KIBIBYTE),
            ...{ budget: COMPRESSED_MAX_BYTES / BYTES_PER_KIBIBYTE, aim: 240, digits: 0 },
          },
        ],
      }),
    ),
};
