import { parseApiUrl } from '../api-url.ts';
import type { Invocation } from '../command-line.ts';
import { CredentialCache } from '../credential-cache.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { type Login, StoredLogin } from '../login/stored-login.ts';

/** Forgets the sign-in and all cached credentials, and asks the issuer to revoke the refresh token. Throws Failure. */
export async function logout({ options }: Invocation, host: Host): Promise<ExitCode> {
  const stored = StoredLogin.of(parseApiUrl(options.url ?? host.env.FEDBROKER_URL), host);
  // A file that cannot be used is removed, too.
  const login = await stored?.read().catch(() => undefined);
  await stored?.remove();
  // Revoke the refresh token even if the cache cannot be deleted, because nobody can revoke it later.
  const steps = await Promise.allSettled([new CredentialCache(host).clear(), revoke(login, host)]);
  for (const step of steps) {
    if (step.status === 'rejected') {
      throw step.reason;
    }
  }
  await host.stderr.write('fedbroker: you are signed out\n');
  return EXIT.done;
}

async function revoke(login: Login | undefined, host: Host): Promise<void> {
  const refreshToken = login?.tokens.refreshToken;
  if (login === undefined || refreshToken === undefined) {
    return;
  }
  const { Issuer } = await import('../login/issuer.ts');
  try {
    await (await Issuer.discover(login.settings, host)).revoke(refreshToken);
  } catch (error) {
    throw error instanceof Failure
      ? new Failure(
          'failed',
          `this machine has forgotten your sign-in, but the issuer did not revoke it: ${error.message}`,
        )
      : error;
  }
}
