import type { RunningBroker } from './run-broker.ts';
import type { SampleCaller } from './sample-callers.ts';
import type { SamplePerson } from './sample-people.ts';
import { type ApiAnswer, signedFetch } from './signed-fetch.ts';

/** Calls the broker's API as one caller. */
export interface ApiClient {
  readonly name: string;
  readonly apiUrl: string;
  /** @param body the value to send as JSON with a POST; without it the call is a GET */
  call(pathAndQuery: string, body?: object): Promise<ApiAnswer>;
}

export function iamClient(
  broker: RunningBroker,
  { profile, credentials }: SampleCaller,
): ApiClient {
  const apiUrl = broker.apiUrl('iam');
  return {
    name: profile,
    apiUrl,
    call: (pathAndQuery, body) =>
      signedFetch(
        `${apiUrl}${pathAndQuery}`,
        credentials,
        broker.local.account.region,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      ),
  };
}

export function jwtClient(broker: RunningBroker, { identity, token }: SamplePerson): ApiClient {
  const apiUrl = broker.apiUrl('jwt', identity.authentication);
  return {
    name: identity.subject,
    apiUrl,
    call: async (pathAndQuery, body) => {
      const answer = await fetch(`${apiUrl}${pathAndQuery}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: answer.status, headers: answer.headers, body: await answer.json() };
    },
  };
}
