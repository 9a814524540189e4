import { Failure } from './failure.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `API-ID.execute-api.REGION.amazonaws.com`: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html */
const GATEWAY_HOST = /\.execute-api\.([a-z0-9-]+)\.(.+)$/;

/** For Regions outside the partition `aws`. Source: partitions.json of the AWS SDKs */
const DNS_SUFFIXES: readonly (readonly [regionStart: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
];

/**
 * Throws Failure unless the URL uses TLS or stays on this machine, because responses contain credentials.
 *
 * @returns the URL without a slash at the end
 */
export function parseApiUrl(text: string | undefined): string {
  if (!text) {
    throw new Failure(
      'usage',
      'which broker? Set FEDBROKER_URL to the URL of its API, or give --url',
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isConfidential(url)) {
    throw new Failure(
      'usage',
      'the API URL must begin with https:// (http:// is allowed for localhost only)',
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Failure(
      'usage',
      'the API URL must not contain a user, a password, a query or a fragment',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Returns whether a connection to the URL is encrypted or stays on this machine. */
export function isConfidential(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname);
}

/** Reads the region from the host name of an API Gateway API. */
export function regionOf(apiUrl: string): string | undefined {
  const [, region = '', suffix] = GATEWAY_HOST.exec(new URL(apiUrl).hostname) ?? [];
  return suffix === dnsSuffixOf(region) ? region : undefined;
}

/** Returns the end of the names of AWS's hosts in the Region, after `SERVICE.REGION.`. */
export function dnsSuffixOf(region: string): string {
  return DNS_SUFFIXES.find(([start]) => region.startsWith(start))?.[1] ?? 'amazonaws.com';
}
