import type { SessionPrincipal } from '../iam/credentials.ts';
import { badRequest } from './bad-request.ts';
import type { FederationParameters } from './federation-request.ts';

interface DurationParameter {
  readonly name: 'SessionDuration' | 'DurationSeconds';
  /** Seconds. */
  readonly min: number;
  readonly max: number;
}

/**
 * The parameter that limits the console session, by the origin of the credentials. The other parameter is refused.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
const DURATIONS: Readonly<Record<SessionPrincipal['kind'], DurationParameter>> = {
  'assumed-role': { name: 'SessionDuration', min: 900, max: 43_200 },
  'federated-user': { name: 'DurationSeconds', min: 900, max: 129_600 },
};

/** Returns seconds, or `undefined` if the request has no limit of its own. Throws AwsError BadRequest. */
export function sessionSeconds(
  parameters: FederationParameters,
  { kind }: SessionPrincipal,
): number | undefined {
  const { name, min, max } = DURATIONS[kind];
  const other = name === 'SessionDuration' ? 'DurationSeconds' : 'SessionDuration';
  if (parameters.has(other)) {
    throw badRequest(`${other} cannot be used with the credentials of this kind of session.`);
  }
  const text = parameters.get(name);
  if (text === undefined) {
    return undefined;
  }
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < min || seconds > max) {
    throw badRequest(`${name} must be a whole number of seconds from ${min} to ${max}.`);
  }
  return seconds;
}
