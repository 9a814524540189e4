/** Returns numbers from 0 to below 1. */
export type Random = () => number;

/** Returns the same numbers for the same seed (mulberry32, in the public domain). */
export function randomNumbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Changes a token. `others` are valid tokens. */
type Mutation = (token: string, others: readonly string[], random: Random) => string;

const CHARACTERS = [...'ABCZabcz0189-_+/=., \t\r\n\0"{}é%'];

const HEADER_MEMBERS: readonly [name: string, values: readonly unknown[]][] = [
  ['alg', ['none', 'None', 'HS256', 'RS256', 'RS384', 'RS512', 'PS256', 'ES256', '', null, 256]],
  ['kid', ['', '__proto__', '../key', 'https://evil.example.com/keys', null, 1, ['key']]],
  ['typ', ['at+jwt', 'JOSE', null]],
  ['b64', [false, true]],
  ['crit', [['b64'], ['exp'], []]],
  ['jku', ['https://evil.example.com/keys']],
  [
    'jwk',
    [
      { kty: 'oct', k: 'AAAA' },
      { kty: 'RSA', n: 'AQAB', e: 'AQ' },
    ],
  ],
  ['zip', ['DEF']],
];

const CLAIMS: readonly [name: string, values: readonly unknown[]][] = [
  ['sub', ['mallory', '', null, ['alice']]],
  ['iss', ['https://id.example.com/', 'https://evil.example.com', null]],
  ['aud', ['broker', ['another', 'broker'], [], null]],
  ['exp', [4_102_444_800, 1e300, 0, '4102444800', null]],
  ['iat', [0, 4_102_444_800, null]],
  ['nbf', [0, 4_102_444_800, 'now']],
  ['groups', [['admins'], 'admins', { admins: true }]],
  ['__proto__', [{ sub: 'mallory' }]],
];

const mutations: readonly Mutation[] = [
  flipBit,
  swapSegment,
  (token, _others, random) => editJson(token, 0, pick(HEADER_MEMBERS, random), random),
  (token, _others, random) => editJson(token, 1, pick(CLAIMS, random), random),
  truncate,
  respell,
  flipCase,
  insertCharacter,
  (token, _others, random) => token + pick(CHARACTERS, random),
  (token) => `Bearer ${token}`,
];

/** Returns one of the valid tokens with one to three changes. */
export function mutate(valid: readonly string[], random: Random): string {
  let token = pick(valid, random);
  for (let times = 1 + below(3, random); times > 0; times -= 1) {
    token = pick(mutations, random)(token, valid, random);
  }
  return token;
}

/** Changes a bit of a decoded segment. */
function flipBit(token: string, _others: readonly string[], random: Random): string {
  return changeSegment(token, below(3, random), (segment) => {
    const bytes = Buffer.from(segment, 'base64url');
    const index = below(bytes.length, random);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << below(8, random));
    return bytes.toString('base64url');
  });
}

function swapSegment(token: string, others: readonly string[], random: Random): string {
  const index = below(3, random);
  const other = pick(others, random).split('.')[index] ?? '';
  return changeSegment(token, index, () => other);
}

/** Sets or removes a member, and encodes the segment again. */
function editJson(
  token: string,
  index: number,
  [name, values]: readonly [string, readonly unknown[]],
  random: Random,
): string {
  return changeSegment(token, index, (segment) => {
    const members = parseObject(Buffer.from(segment, 'base64url').toString());
    const others = Object.entries(members).filter(([each]) => each !== name);
    const value = pick([...values, undefined], random);
    const edited = Object.fromEntries([...others, [name, value]]);
    return Buffer.from(JSON.stringify(edited)).toString('base64url');
  });
}

/** An earlier change may have destroyed the JSON. */
function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function truncate(token: string, _others: readonly string[], random: Random): string {
  const index = below(token.length + 1, random);
  return random() < 0.5 ? token.slice(0, index) : token.slice(index);
}

/** Writes a segment in another form of base64: padded, in the standard alphabet, or with unused bits. */
function respell(token: string, _others: readonly string[], random: Random): string {
  return changeSegment(token, below(3, random), (segment) => {
    const bytes = Buffer.from(segment, 'base64url');
    const last = segment.charCodeAt(segment.length - 1);
    const spellings = [
      bytes.toString('base64'),
      bytes.toString('base64').replaceAll('=', ''),
      `${segment}=`,
      `${segment.slice(0, -1)}${String.fromCharCode(last + 1)}`,
      ` ${segment}`,
    ];
    return pick(spellings, random);
  });
}

function flipCase(token: string, _others: readonly string[], random: Random): string {
  const index = below(token.length, random);
  const character = token.charAt(index);
  const lower = character.toLowerCase();
  const flipped = character === lower ? character.toUpperCase() : lower;
  return token.slice(0, index) + flipped + token.slice(index + 1);
}

/** Inserts a character, or replaces one. */
function insertCharacter(token: string, _others: readonly string[], random: Random): string {
  const index = below(token.length + 1, random);
  const replaced = below(2, random);
  return token.slice(0, index) + pick(CHARACTERS, random) + token.slice(index + replaced);
}

function changeSegment(token: string, index: number, change: (segment: string) => string): string {
  const segments = token.split('.');
  return segments.map((segment, each) => (each === index ? change(segment) : segment)).join('.');
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[below(values.length, random)] as T;
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}
