/** A leaked part of a secret counts if it has at least this many characters. */
const PIECE_CHARACTERS = 10;

/** The encodings from which a reader could restore a secret. */
export function encodingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  return [
    ...new Set([
      ...piecesOf(secret),
      ...base64Of(bytes),
      ...base64Of(bytes).map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
      hex,
      hex.toUpperCase(),
      encodeURIComponent(secret),
      encodeURI(secret),
      String(new URLSearchParams({ _: secret })).slice(2),
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    ]),
  ];
}

/** @returns the names of the secrets that the text contains in any encoding */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => encodingsOf(secret).some((encoded) => text.includes(encoded)))
    .map(([name]) => name);
}

/** Returns parts of the secret that overlap by half. The parts matter because parsers quote a part of what they cannot read. */
function piecesOf(secret: string): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start + PIECE_CHARACTERS <= secret.length; start += PIECE_CHARACTERS / 2) {
    pieces.push(secret.slice(start, start + PIECE_CHARACTERS));
  }
  return [secret, ...pieces];
}

/**
 * Returns one encoded text for each offset at which the secret can begin. The text omits the characters that also encode
 * neighbouring text.
 */
function base64Of(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = Math.floor(shifted.length / 3) * 3;
    return shifted
      .subarray(0, whole)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4);
  });
}
