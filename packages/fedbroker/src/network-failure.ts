import { codeOf, Failure } from './failure.ts';

/** Codes of OpenSSL and Node.js: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODE =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|EPROTO|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|INVALID_CA|HOSTNAME_)/;

const RESET_CODES = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

const ADVICE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name is unknown: check FEDBROKER_URL and the network',
  EAI_AGAIN: 'names cannot be looked up: check the network',
  ECONNREFUSED: 'no server listens there: check FEDBROKER_URL, or start the broker',
  ENETUNREACH: 'there is no route to it: check the network',
  EHOSTUNREACH: 'there is no route to it: check the network',
  ETIMEDOUT: 'it does not respond: check the network',
  UND_ERR_CONNECT_TIMEOUT: 'it does not respond: check the network',
  TimeoutError: 'it did not respond in time: try again later',
};

/** `fetch` refuses some ports, and its error for that has no code: https://fetch.spec.whatwg.org/#port-blocking */
const BAD_PORT = 'bad port';

/** `fetch` puts the reason into the error's cause. If a name has several addresses, the cause has several errors. */
function reasonOf(error: unknown): string {
  const { cause } = Object(error) as { readonly cause?: unknown };
  const { errors, message } = Object(cause) as {
    readonly errors?: readonly unknown[];
    readonly message?: unknown;
  };
  return message === BAD_PORT ? BAD_PORT : codeOf(errors?.[0] ?? cause ?? error);
}

/** Returns whether the connection was cut. A new connection may work. */
export function isReset(error: unknown): boolean {
  return RESET_CODES.includes(reasonOf(error));
}

/** Says why there is no response. */
export function networkFailure(error: unknown, { host }: URL): Failure {
  const reason = timedOut(error) ? 'TimeoutError' : reasonOf(error);
  if (reason === BAD_PORT) {
    return new Failure(
      'usage',
      `the port of ${host} belongs to another protocol: check FEDBROKER_URL`,
    );
  }
  if (TLS_CODE.test(reason)) {
    return new Failure(
      'usage',
      `the TLS certificate of ${host} is not trusted (${reason}): check FEDBROKER_URL; if your company has its own CA, set NODE_EXTRA_CA_CERTS`,
    );
  }
  const advice = isReset(error) ? 'it closed the connection: try again later' : ADVICE[reason];
  return advice === undefined
    ? new Failure('failed', `the request to ${host} failed (${reason})`)
    : new Failure('tryLater', `${host} cannot be reached (${reason}): ${advice}`);
}

function timedOut(error: unknown): boolean {
  return (Object(error) as { readonly name?: unknown }).name === 'TimeoutError';
}
