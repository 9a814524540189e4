import { badRequest } from './bad-request.ts';

/** On AWS below `https://signin.aws.amazon.com`, beside the signed APIs and not one of them. */
export const FEDERATION_PATH = '/federation';

export interface FederationRequest {
  readonly action: 'getSigninToken' | 'login';
  readonly parameters: FederationParameters;
}

/** Every parameter of the action that came, decoded. */
export type FederationParameters = ReadonlyMap<string, string>;

/**
 * `SessionType` is in AWS's Java and Ruby examples alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
const PARAMETERS: Readonly<Record<FederationRequest['action'], readonly string[]>> = {
  getSigninToken: ['Session', 'SessionType', 'SessionDuration', 'DurationSeconds'],
  login: ['Issuer', 'Destination', 'SigninToken'],
};

/** Throws AwsError BadRequest for an unknown action, an unknown parameter and one that comes twice. */
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
    throw badRequest(`${action} takes the parameters ${known.join(', ')} and no others.`);
  }
  return { action, parameters };
}
