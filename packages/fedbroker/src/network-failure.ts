import { codeOf, Failure } from './failure.ts';

/** Of OpenSSL and Node.js: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODE =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|EPROTO|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|INVALID_CA|HOSTNAME_)/;

const RESET_CODES = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

const ADVICE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known: check FEDBROKER_URL and the network',
  EAI_AGAIN: 'names cannot be looked up: check the network',
  ECONNREFUSED: 'nothing listens there: check FEDBROKER_URL, or start the broker',
  ENETUNREACH: 'there is no way to it: check the network',
  EHOSTUNREACH: 'there is no way to it: check the network',
  ETIMEDOUT: 'it does not answer: check the network',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer: check the network',
  TimeoutError: 'it did not answer in time: try again later',
};

/** Of a port that `fetch` never calls, the one reason that has no code: https://fetch.spec.whatwg.org/#port-blocking */
const BAD_PORT = 'bad port';

/** `fetch` says why it failed in the error's cause, of several addresses in the causes of that. */
function reasonOf(error: unknown): string {
  const { cause } = Object(error) as { readonly cause?: unknown };
  const { errors, message } = Object(cause) as {
    readonly errors?: readonly unknown[];
    readonly message?: unknown;
  };
  return message === BAD_PORT ? BAD_PORT : codeOf(errors?.[0] ?? cause ?? error);
}

/** Whether the connection was cut, and a new one may do. */
export function isReset(error: unknown): boolean {
  return RESET_CODES.includes(reasonOf(error));
}

/** What it means that there is no answer. */
export function networkFailure(error: unknown, { host }: URL): Failure {
  const reason = timedOut(error) ? 'TimeoutError' : reasonOf(error);
  if (reason === BAD_PORT) {
    return new Failure(
      'usage',
      `${host} has a port that belongs to another protocol: check FEDBROKER_URL`,
    );
  }
  if (TLS_CODE.test(reason)) {
    return new Failure(
      'usage',
      `${host} cannot prove who it is (${reason}): check FEDBROKER_URL; for a company's own CA set NODE_EXTRA_CA_CERTS`,
    );
  }
  const advice = isReset(error) ? 'it cut the connection: try again later' : ADVICE[reason];
  return advice === undefined
    ? new Failure('failed', `the request to ${host} failed (${reason})`)
    : new Failure('tryLater', `${host} cannot be reached (${reason}): ${advice}`);
}

function timedOut(error: unknown): boolean {
  return (Object(error) as { readonly name?: unknown }).name === 'TimeoutError';
}
