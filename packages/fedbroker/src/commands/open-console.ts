import { ApiClient } from '../api-client.ts';
import { isConfidential } from '../api-url.ts';
import type { Invocation } from '../command-line.ts';
import { parseDuration } from '../duration.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { fieldsOf, textOf } from '../response-fields.ts';
import { formatTarget, parseTarget } from '../target.ts';

/** Prints the sign-in link, or opens it and prints it only if no browser opens. Throws Failure. */
export async function openConsole(
  { operands: [text = ''], options }: Invocation,
  host: Host,
): Promise<ExitCode> {
  const target = formatTarget(parseTarget(text));
  const { permission = 'READ', name, duration } = options;
  const seconds = duration === undefined ? undefined : String(parseDuration(duration));
  const api = await ApiClient.open(options, host);
  const response = await api.call({
    method: 'GET',
    path: '/console',
    query: { target, permission, 'duration-seconds': seconds, name },
  });
  const url = webAddress(textOf(fieldsOf(response, 'SigninUrl'), 'SigninUrl'));
  if (!options.open) {
    await host.stdout.write(`${url}\n`);
    return EXIT.done;
  }
  try {
    await host.openBrowser(url);
  } catch (error) {
    // The link is issued and in the audit log, so it must not be lost.
    await host.stdout.write(`${url}\n`);
    throw error instanceof Failure
      ? new Failure('failed', `${error.message}: open the link yourself, within 15 minutes`)
      : error;
  }
  await host.stderr.write('fedbroker: opened the console in your browser\n');
  return EXIT.done;
}

/** The program that opens a browser would also accept a file, a script or an option. So only a web address may reach it. */
function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isConfidential(url)) {
    throw new Failure('failed', 'the API sent a sign-in link that is not a web address');
  }
  return url.href;
}
