import { randomBytes, randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export type UniqueIdPrefix = 'AIDA' | 'AKIA' | 'ANPA' | 'AROA' | 'ASIA';

const RANDOM_CHARACTERS: Readonly<Record<UniqueIdPrefix, number>> = {
  AIDA: 17,
  AKIA: 16,
  ANPA: 17,
  AROA: 17,
  ASIA: 16,
};

export function uniqueId(prefix: UniqueIdPrefix): string {
  let id: string = prefix;
  for (let i = 0; i < RANDOM_CHARACTERS[prefix]; i += 1) {
    id += ALPHABET[randomInt(ALPHABET.length)];
  }
  return id;
}

/** 40 characters of the alphabet of AWS's secret access keys. */
export function randomSecretAccessKey(): string {
  return randomBytes(30).toString('base64');
}

/** Opaque. AWS documents neither form nor length of session tokens. */
export function randomSessionToken(): string {
  return randomBytes(192).toString('base64');
}
