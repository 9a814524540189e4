import { parseApiUrl } from '../api-url.ts';
import type { Invocation } from '../command-line.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { listenForBrowser } from '../login/browser-return.ts';
import type { Issuer } from '../login/issuer.ts';
import { signInSettings } from '../login/sign-in-settings.ts';
import { type IssuedTokens, StoredLogin } from '../login/stored-login.ts';
import { visible } from '../terminal-text.ts';
import { claimsOf } from '../token-claims.ts';

/** Signs a person in, and keeps the tokens for the other commands. Throws Failure. */
export async function login({ options }: Invocation, host: Host): Promise<ExitCode> {
  const apiUrl = parseApiUrl(options.url ?? host.env.FEDBROKER_URL);
  const settings = await signInSettings(options, apiUrl, host);
  const stored = StoredLogin.of(apiUrl, host);
  if (stored === undefined) {
    throw new Failure('usage', 'there is no folder for your sign-in: set HOME or XDG_STATE_HOME');
  }
  const { Issuer } = await import('../login/issuer.ts');
  const issuer = await Issuer.discover(settings, host);
  const tokens = options.device
    ? await byCode(issuer, host)
    : await byBrowser(issuer, settings.redirectUri, host);
  await stored.replace({ settings, tokens });
  await say(host, `you are signed in as ${nameOf(tokens)}${untilOf(tokens)}`);
  return EXIT.done;
}

async function byBrowser(issuer: Issuer, redirectUri: string, host: Host): Promise<IssuedTokens> {
  const browser = await listenForBrowser(redirectUri, host);
  try {
    return await issuer.signInByBrowser(browser.redirectUri, async (url) => {
      browser.expect(String(url.searchParams.get('state')));
      await openOrShow(url, issuer, host);
      return browser.wait();
    });
  } finally {
    browser.close();
  }
}

async function openOrShow({ href }: URL, { hasDeviceCodes }: Issuer, host: Host): Promise<void> {
  try {
    await host.openBrowser(href);
    await say(host, 'sign in with the browser that has opened');
  } catch (error) {
    const otherwise = hasDeviceCodes ? ', or run fedbroker login --device' : '';
    await say(
      host,
      `${error instanceof Failure ? error.message : 'no browser opens'}: open this link on this machine${otherwise}`,
      href,
    );
  }
}

async function byCode(issuer: Issuer, host: Host): Promise<IssuedTokens> {
  if (!issuer.hasDeviceCodes) {
    throw new Failure(
      'usage',
      'the issuer has no device codes: run fedbroker login without --device',
    );
  }
  return issuer.signInByCode(async ({ userCode, verificationUri }) => {
    await say(
      host,
      `on any device, open ${verificationUri} and check that it shows the code ${userCode}, or type the code there`,
    );
  });
}

/** A name for the person. */
function nameOf({ token }: IssuedTokens): string {
  const { preferred_username: name, email, sub } = claimsOf(token);
  return String(name ?? email ?? sub ?? 'a person whose token names nobody');
}

function untilOf({ refreshToken, expiresAt }: IssuedTokens): string {
  if (refreshToken !== undefined) {
    return '; fedbroker renews the sign-in by itself';
  }
  return expiresAt === undefined ? '' : ` until ${new Date(expiresAt).toISOString()}`;
}

/** Makes control characters visible, because the issuer sent the names and codes, and they must not control the terminal. */
async function say(host: Host, sentence: string, link?: string): Promise<void> {
  const lines = [`fedbroker: ${sentence}`, ...(link === undefined ? [] : [link])];
  await host.stderr.write(`${lines.map(visible).join('\n')}\n`);
}
