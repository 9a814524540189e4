import type { Setup } from './setup.ts';

/** A string literal of Python has the escapes of JSON. */
export function python(text: string): string {
  return JSON.stringify(text);
}

/** The last argument of a client's constructor. AWS SDKs before 1.28 do not read the address in the profile. */
export function endpointArgument({ s3Url, isLocal }: Setup): string {
  return isLocal ? `, endpoint_url=${python(s3Url)}` : '';
}
