/** The claims of a token. */
export const CLAIMS = {
  iss: 'https://issuer.example.com',
  sub: 'alice',
  aud: ['broker', 'web'],
  exp: 1_795_300_000,
  iat: 1_795_296_400,
  groups: ['analysts', 'x y'],
};

/** The same claims in the gateway's context. */
export const VERIFIED = {
  iss: 'https://issuer.example.com',
  sub: 'alice',
  aud: '[broker web]',
  exp: '1795300000',
  iat: '1795296400',
  groups: '[analysts x y]',
};

const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64url');

/** Creates a token with this payload, as JSON if it is neither a string nor bytes. The signature is not valid. */
export function tokenOf(payload: unknown): string {
  const isRaw = typeof payload === 'string' || Buffer.isBuffer(payload);
  const text = isRaw ? payload : JSON.stringify(payload);
  return `${encoded('{"alg":"RS256","kid":"1"}')}.${encoded(text)}.${encoded('signature')}`;
}
