import { codeOf, Failure } from './failure.ts';
import { ProxyRefusal } from './http-agent.ts';

/** Codes of untrusted certificates: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODE =
  /^(CERT_|CRL_|ERR_TLS_CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|INVALID_CA|HOSTNAME_)/;

/** Codes of a server that speaks neither TLS nor HTTP as expected. */
const PROTOCOL_CODE = /^(EPROTO|ERR_SSL_|ERR_TLS_|HPE_)/;

const RESET_CODES = ['ECONNRESET', 'EPIPE'];

const ADVICE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name is unknown: check FEDBROKER_URL and the network',
  EAI_AGAIN: 'names cannot be looked up: check the network',
  ECONNREFUSED: 'no server listens there: check FEDBROKER_URL, or start the broker',
  ENETUNREACH: 'there is no route to it: check the network',
  EHOSTUNREACH: 'there is no route to it: check the network',
  ETIMEDOUT: 'it does not respond: check the network',
  TimeoutError: 'it did not respond in time: try again later',
};

/** Returns whether the connection was cut. A new connection may work. */
export function isReset(error: unknown): boolean {
  return RESET_CODES.includes(codeOf(error));
}

/** Says why AWS could not be asked for credentials. Undefined if the reason is not the network. */
export function networkFailureOfAws(error: unknown): Failure | undefined {
  const code = codeOf(error);
  const advice = CERTIFICATE_CODE.test(code)
    ? 'if your company has its own CA, set AWS_CA_BUNDLE'
    : error instanceof ProxyRefusal || isReset(error) || ADVICE[code] !== undefined
      ? 'check the network, HTTPS_PROXY and NO_PROXY'
      : undefined;
  return advice === undefined
    ? undefined
    : new Failure('tryLater', `AWS cannot be asked for your credentials (${code}): ${advice}`);
}

/** Says why there is no response. */
export function networkFailure(error: unknown, { host }: URL, proxy: URL | undefined): Failure {
  if (error instanceof Failure) {
    return error;
  }
  if (error instanceof ProxyRefusal) {
    return new Failure('tryLater', refusalOf(error, host, proxy?.host));
  }
  const code = timedOut(error) ? 'TimeoutError' : codeOf(error);
  if (CERTIFICATE_CODE.test(code)) {
    return new Failure(
      'usage',
      `the TLS certificate of ${host} is not trusted (${code}): check FEDBROKER_URL; if your company has its own CA, set AWS_CA_BUNDLE`,
    );
  }
  if (PROTOCOL_CODE.test(code)) {
    return new Failure(
      'usage',
      `the server ${proxy?.host ?? host} uses another protocol (${code}): check ${proxy === undefined ? 'FEDBROKER_URL' : 'HTTPS_PROXY'}`,
    );
  }
  const advice = isReset(error) ? 'it closed the connection: try again later' : ADVICE[code];
  if (advice === undefined) {
    return new Failure('failed', `the request to ${host} failed (${code})`);
  }
  return new Failure(
    'tryLater',
    proxy === undefined
      ? `${host} cannot be reached (${code}): ${advice}`
      : `${host} cannot be reached through the proxy ${proxy.host} (${code}): check HTTPS_PROXY and NO_PROXY`,
  );
}

function refusalOf({ status }: ProxyRefusal, host: string, proxy: string | undefined): string {
  const advice =
    status === 407
      ? 'HTTPS_PROXY must contain a valid user and password'
      : 'allow the connection in the proxy, or add the host to NO_PROXY';
  return `the proxy ${proxy} refuses the connection to ${host} (status ${status}): ${advice}`;
}

function timedOut(error: unknown): boolean {
  return (Object(error) as { readonly name?: unknown }).name === 'TimeoutError';
}
