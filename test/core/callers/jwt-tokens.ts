/** Claims of a token, as its issuer writes them. */
export const CLAIMS = {
  iss: 'https://issuer.example.com',
  sub: 'alice',
  aud: ['broker', 'web'],
  exp: 1_795_300_000,
  iat: 1_795_296_400,
  groups: ['analysts', 'x y'],
};

/** The same as the gateway's context has them. */
export const VERIFIED = {
  iss: 'https://issuer.example.com',
  sub: 'alice',
  aud: '[broker web]',
  exp: '1795300000',
  iat: '1795296400',
  groups: '[analysts x y]',
};

const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64url');

/** A token with this payload: what is no text or bytes is written as JSON. Its signature is nobody's. */
export function tokenOf(payload: unknown): string {
  const isRaw = typeof payload === 'string' || Buffer.isBuffer(payload);
  const text = isRaw ? payload : JSON.stringify(payload);
  return `${encoded('{"alg":"RS256","kid":"1"}')}.${encoded(text)}.${encoded('signature')}`;
}
