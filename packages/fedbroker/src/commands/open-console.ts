import { fieldsOf, textOf } from '../answer-shape.ts';
import { ApiClient } from '../api-client.ts';
import { isPrivateOnTheWay } from '../api-url.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import type { Invocation } from '../options.ts';
import { formatTarget, parseTarget } from '../target.ts';

/** Prints the URL, which is what the command asks for, or opens it unseen. Throws Failure. */
export async function openConsole({ operand, options }: Invocation, host: Host): Promise<ExitCode> {
  const target = formatTarget(parseTarget(operand));
  const { permission = 'READ', name } = options;
  const api = await ApiClient.open(options, host);
  const answer = await api.call({
    method: 'GET',
    path: '/console',
    query: { target, permission, name },
  });
  const url = webAddress(textOf(fieldsOf(answer, 'SigninUrl'), 'SigninUrl'));
  if (options.open) {
    await host.openBrowser(url);
    await host.stderr.write('fedbroker: opened the console in your browser\n');
  } else {
    await host.stdout.write(`${url}\n`);
  }
  return EXIT.done;
}

/** A browser, and the program that starts it, would also take a file, a script or an option. */
function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isPrivateOnTheWay(url)) {
    throw new Failure('failed', 'the API gave a sign-in URL that is none');
  }
  return url.href;
}
