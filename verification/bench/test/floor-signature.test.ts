import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type SignedCall, signedHeaders } from '../floor-signature.ts';

const CALL: SignedCall = {
  service: 'sts',
  region: 'us-east-1',
  host: '127.0.0.1:4566',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetFederationToken&Name=é',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  date: new Date('2026-11-21T20:00:00.123Z'),
};

test('the hand-written signature equals that of the SDK', async () => {
  const signer = new SignatureV4({
    service: CALL.service,
    region: CALL.region,
    credentials: { accessKeyId: CALL.accessKeyId, secretAccessKey: CALL.secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/',
      query: {},
      headers: { ...CALL.headers, host: CALL.host },
      body: CALL.body,
    },
    { signingDate: CALL.date },
  );
  expect(signedHeaders(CALL)).toEqual(headers);
});
