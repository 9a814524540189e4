import { Failure } from './failure.ts';
import type { CredentialSource, Host, Profiles } from './host.ts';
import {
  callerOfTokenFile,
  mfaSerials,
  profileIdentity,
  providesCredentials,
  withSources,
} from './profiles.ts';

type Environment = Host['env'];

/**
 * Chooses the source as the AWS CLI does: --profile, the environment, the profile that AWS_PROFILE names or `default`, a web
 * identity, and the role of the machine. A profile that is named, or that provides credentials, is used or fails. It is never
 * replaced by another source, so nobody acts as somebody else by mistake.
 *
 * Throws Failure.
 */
export async function findCredentialSource(
  profileOption: string | undefined,
  host: Host,
): Promise<CredentialSource> {
  const { env } = host;
  const named = profileOption ?? environmentProfile(env);
  const profiles = await host.profiles();
  const settings = profiles[named ?? 'default'];
  if (named !== undefined && settings === undefined) {
    throw new Failure('notAccepted', `there is no AWS profile ${named} in ${filesOf(env)}`);
  }
  const found = { settings: settings ?? {}, region: settings?.region, mfaSerials: [] };
  if (hasKeys(profileOption, env)) {
    return { ...found, kind: 'environment', identity: environmentIdentity(env) };
  }
  if (named === undefined && isWebIdentity(env) && settings?.role_arn === undefined) {
    return { ...found, kind: 'web-identity', identity: await webIdentity(env) };
  }
  if (named !== undefined || providesCredentials(settings)) {
    return { ...found, ...(await profileSource(profiles, named ?? 'default', host)) };
  }
  return { ...found, kind: 'machine' };
}

/** Returns the profile that provides the credentials. Undefined if nobody names one, or if keys in the environment come first. */
export function chosenProfile(profileOption: string | undefined, env: Environment) {
  return hasKeys(profileOption, env) ? undefined : (profileOption ?? environmentProfile(env));
}

/** Keys in the environment come before AWS_PROFILE, but the option comes before them. */
function hasKeys(profileOption: string | undefined, { AWS_ACCESS_KEY_ID }: Environment): boolean {
  return profileOption === undefined && Boolean(AWS_ACCESS_KEY_ID);
}

/** AWS_DEFAULT_PROFILE is the old name, which the AWS CLI still reads. */
function environmentProfile({ AWS_PROFILE, AWS_DEFAULT_PROFILE }: Environment): string | undefined {
  return AWS_PROFILE || AWS_DEFAULT_PROFILE || undefined;
}

function filesOf({ AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }: Environment): string {
  return `${AWS_CONFIG_FILE || '~/.aws/config'} or ${AWS_SHARED_CREDENTIALS_FILE || '~/.aws/credentials'}`;
}

function environmentIdentity({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Environment): string {
  if (!AWS_SECRET_ACCESS_KEY) {
    throw new Failure(
      'notAccepted',
      'AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not: set both or neither',
    );
  }
  return JSON.stringify({ accessKeyId: AWS_ACCESS_KEY_ID });
}

function isWebIdentity({ AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN }: Environment): boolean {
  return Boolean(AWS_WEB_IDENTITY_TOKEN_FILE && AWS_ROLE_ARN);
}

async function webIdentity(env: Environment): Promise<string> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE = '', AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME } = env;
  const caller = await callerOfTokenFile(AWS_WEB_IDENTITY_TOKEN_FILE);
  return JSON.stringify({ role: AWS_ROLE_ARN, session: AWS_ROLE_SESSION_NAME, caller });
}

async function profileSource(profiles: Profiles, profile: string, host: Host) {
  const chain = withSources(profiles, profile);
  return {
    kind: 'profile',
    profile,
    identity: JSON.stringify(await profileIdentity(profiles, profile, host)),
    mfaSerials: mfaSerials(chain),
  } as const;
}
