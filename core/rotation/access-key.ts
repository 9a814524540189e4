/** An IAM user's access key. The secret holds it as JSON. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Reads the secret's text.
 *
 * @returns undefined for `{}`, the secret's value before the first rotation
 * @throws Error with a message that quotes nothing of the secret
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

/** Like parseAccessKey, but returns undefined instead of throwing. */
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
    // The message of JSON.parse would quote the secret.
    throw new Error('The secret is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('The secret is not a JSON object.');
  }
  return { ...value };
}
