import { badRequest } from './bad-request.ts';

/** On AWS, the path is below `https://signin.aws.amazon.com`, which is not a signed API. */
export const FEDERATION_PATH = '/federation';

export interface FederationRequest {
  readonly action: 'getSigninToken' | 'login';
  readonly parameters: FederationParameters;
}

/** The parameters of the request, decoded. */
export type FederationParameters = ReadonlyMap<string, string>;

/**
 * Only AWS's Java and Ruby examples have `SessionType`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
const PARAMETERS: Readonly<Record<FederationRequest['action'], readonly string[]>> = {
  getSigninToken: ['Session', 'SessionType', 'SessionDuration', 'DurationSeconds'],
  login: ['Issuer', 'Destination', 'SigninToken'],
};

/** Throws AwsError BadRequest for an unknown action, and for an unknown or repeated parameter. */
export function readFederationRequest(rawQuery: string): FederationRequest {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (parameters.has(name)) {
      throw badRequest('A parameter is given twice.');
    }
    parameters.set(name, value);
  }
  const action = parameters.get('Action');
  if (action !== 'getSigninToken' && action !== 'login') {
    throw badRequest('Action must be getSigninToken or login.');
  }
  parameters.delete('Action');
  const known = PARAMETERS[action];
  if (![...parameters.keys()].every((name) => known.includes(name))) {
    throw badRequest(`${action} has only the parameters ${known.join(', ')}.`);
  }
  return { action, parameters };
}
