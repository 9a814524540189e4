import { Failure } from './failure.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `API-ID.execute-api.REGION.amazonaws.com`: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html */
const GATEWAY_HOST = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/**
 * Reads where the API is, without a slash at the end.
 *
 * Throws Failure: what is sent there opens S3, so it goes over TLS or stays on this machine.
 */
export function parseApiUrl(text: string | undefined): string {
  if (!text) {
    throw new Failure('usage', 'which broker? Set FEDBROKER_URL, or give --url, to its API URL');
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isPrivateOnTheWay(url)) {
    throw new Failure('usage', 'the API URL must be https://… (http:// only for this machine)');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Failure('usage', 'the API URL must have no user, password, query or fragment');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether nobody else reads what is sent to the URL. */
export function isPrivateOnTheWay({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** The region in the name of an API Gateway host, if it is one. */
export function regionOf(apiUrl: string): string | undefined {
  return GATEWAY_HOST.exec(new URL(apiUrl).hostname)?.[1];
}
