import { isConfidential, isLoopback } from '../api-url.ts';
import { failureOf, notABroker } from '../error-response.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { networkFailure } from '../network-failure.ts';
import { proxyFor } from '../proxy.ts';
import { type Fields, fieldsOf, textOf } from '../response-fields.ts';

const REQUEST_MAX_MILLISECONDS = 10_000;

/** How people sign in, as the API itself says it. */
export interface PortalConfiguration {
  readonly issuer: string;
  readonly clientId: string;
  readonly token: 'access' | 'id';
  readonly scope: string;
  /** More parameters of the request for sign-in. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where a local issuer is. Only an API on this machine can have one. */
  readonly issuerEndpoint?: string;
}

/** The API sends these settings to everybody, so no credentials are needed. */
const NOBODY = { identity: '', headersFor: async () => ({}), adviceOn: () => HOW_TO_SAY };

const HOW_TO_SAY = 'give --issuer and --client-id, or set FEDBROKER_ISSUER and FEDBROKER_CLIENT_ID';

/** Asks the API where its people sign in. Throws Failure. */
export async function portalConfiguration(
  apiUrl: string,
  host: Host,
): Promise<PortalConfiguration> {
  const url = new URL(`${apiUrl}/portal/config.json`);
  const signal = host.timeLimit(REQUEST_MAX_MILLISECONDS);
  const response = await host.send({ method: 'GET', url, headers: {}, signal }).catch((error) => {
    throw networkFailure(error, url, proxyFor(url, host.env));
  });
  if (response.status === 404) {
    throw new Failure(
      'usage',
      `the API at ${apiUrl} has no portal that says where you sign in: ${HOW_TO_SAY}`,
    );
  }
  const body = jsonIn(response.text);
  if (response.status !== 200) {
    throw failureOf({ ...response, body }, NOBODY, url);
  }
  if (body === undefined) {
    throw notABroker(url, 'the response is not JSON');
  }
  return parse(fieldsOf(body, 'config.json'), new URL(apiUrl));
}

function parse(fields: Fields, apiUrl: URL): PortalConfiguration {
  const { token, issuerEndpoint } = fields;
  if (issuerEndpoint !== undefined && !isLocal(textOf(fields, 'issuerEndpoint'), apiUrl)) {
    throw new Failure(
      'failed',
      'the API says where to reach its issuer, which only an API on this machine may do: check FEDBROKER_URL',
    );
  }
  return {
    issuer: textOf(fields, 'issuer'),
    clientId: textOf(fields, 'clientId'),
    token: token === 'id' ? 'id' : 'access',
    scope: textOf(fields, 'scope'),
    parameters: Object.fromEntries(
      Object.entries(fieldsOf(fields.parameters ?? {}, 'parameters')).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
    ...(issuerEndpoint === undefined ? {} : { issuerEndpoint: String(issuerEndpoint) }),
  };
}

/** An API elsewhere must not send the sign-in to whatever program listens on this machine. */
function isLocal(endpoint: string, apiUrl: URL): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return url !== undefined && isConfidential(url) && isLoopback(url) && isLoopback(apiUrl);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
