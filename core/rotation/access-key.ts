/** An IAM user's access key, as the secret holds it in JSON. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Reads the secret's text.
 *
 * @returns undefined for `{}`, what the secret holds before the first rotation
 * @throws Error that says what is wrong without showing any of it
 */
export function parseAccessKey(text: string): AccessKey | undefined {
  const value = parseObject(text);
  if (Object.keys(value).length === 0) {
    return undefined;
  }
  const { accessKeyId, secretAccessKey } = value;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
    throw new Error('The secret holds no accessKeyId and secretAccessKey.');
  }
  return { accessKeyId, secretAccessKey };
}

/** The same for who can do without: undefined also where the text is something else than an access key. */
export function accessKeyIn(text: string | undefined): AccessKey | undefined {
  try {
    return text === undefined ? undefined : parseAccessKey(text);
  } catch {
    return undefined;
  }
}

export function formatAccessKey({ accessKeyId, secretAccessKey }: AccessKey): string {
  return JSON.stringify({ accessKeyId, secretAccessKey });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse quotes what it read: its message stays here.
    throw new Error('The secret is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('The secret is not a JSON object.');
  }
  return { ...value };
}
