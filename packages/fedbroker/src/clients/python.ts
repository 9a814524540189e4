import type { Setup } from './setup.ts';

/** Returns a Python string literal. JSON strings are valid Python literals. */
export function python(text: string): string {
  return JSON.stringify(text);
}

/**
 * Returns the argument `endpoint_url` of a Python client. boto3 versions before 1.28 ignore `endpoint_url` in a
 * profile.
 */
export function endpointArgument({ s3Url, isLocal }: Setup): string {
  return isLocal ? `, endpoint_url=${python(s3Url)}` : '';
}
