import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Host, Profiles, Settings } from './host.ts';
import { callerOfToken } from './token-claims.ts';

/** These settings are secrets or change with each session, so they do not say who the caller is. */
const SESSION_SETTINGS = ['aws_secret_access_key', 'aws_session_token'];

/** The settings that provide credentials, directly or from elsewhere. */
const PROVIDERS = [
  'aws_access_key_id',
  'role_arn',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'credential_process',
  'credential_source',
  'login_session',
];

export function providesCredentials(settings: Settings | undefined): settings is Settings {
  return PROVIDERS.some((name) => settings?.[name] !== undefined);
}

/** Returns the profile and the source profiles from which it assumes its role, in this order. */
export function withSources(profiles: Profiles, name: string): readonly Settings[] {
  const names = new Set<string>();
  for (let next: string | undefined = name; next && !names.has(next); ) {
    names.add(next);
    next = profiles[next]?.source_profile;
  }
  return [...names].map((each) => profiles[each] ?? {});
}

/** Returns the serial numbers of the MFA devices whose codes the profile needs. */
export function mfaSerials(chain: readonly Settings[]): readonly string[] {
  return chain.flatMap(({ role_arn, mfa_serial }) => (role_arn && mfa_serial ? [mfa_serial] : []));
}

/**
 * Returns an object that identifies the caller of a profile. Credentials cannot identify the caller, because most
 * profiles get new credentials each time. The object changes if a setting of the profile changes, if somebody signs in
 * to IAM Identity Center again, or if the token file contains a token with another subject.
 *
 * The object does not depend on the output of a `credential_process`, because that process can be slow or can prompt
 * the user.
 */
export async function profileIdentity(
  profiles: Profiles,
  name: string,
  host: Host,
): Promise<object> {
  const chain = withSources(profiles, name);
  return {
    profile: name,
    settings: chain.map((settings) =>
      Object.entries(settings)
        .filter(([setting]) => !SESSION_SETTINGS.includes(setting))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
    sessions: chain.map(({ sso_session }) => profiles[`sso-session.${sso_session}`]),
    signIns: await Promise.all(chain.map((settings) => ssoSignIn(settings, host))),
    tokens: await Promise.all(
      chain.map(({ web_identity_token_file: file }) => file && callerOfTokenFile(file)),
    ),
    environment: chain.map(
      ({ credential_source }) => credential_source === 'Environment' && host.env.AWS_ACCESS_KEY_ID,
    ),
  };
}

/** Returns the subject of the token, or the token itself if it has no subject. */
export async function callerOfTokenFile(file: string): Promise<object | undefined> {
  const token = await readFile(file, 'utf8').catch(() => undefined);
  return token === undefined ? undefined : callerOfToken(token.trim());
}

/**
 * Returns a text that identifies the current sign-in to IAM Identity Center. If two people sign in one after the other
 * as the same user of a machine, they use the same profile, but each sign-in has another refresh token. If there is no
 * refresh token, the access token identifies the sign-in. Format of the file:
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso-concepts.html
 */
async function ssoSignIn(settings: Settings, { homeFolder }: Host): Promise<string | undefined> {
  const session = settings.sso_session ?? settings.sso_start_url;
  if (session === undefined || homeFolder === undefined) {
    return undefined;
  }
  const name = createHash('sha1').update(session).digest('hex');
  const file = path.join(homeFolder, '.aws/sso/cache', `${name}.json`);
  try {
    const { refreshToken, accessToken } = JSON.parse(await readFile(file, 'utf8'));
    return refreshToken ?? accessToken;
  } catch {
    return undefined;
  }
}
