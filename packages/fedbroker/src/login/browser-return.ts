import type { AddressInfo } from 'node:net';
import { codeOf, Failure } from '../failure.ts';
import type { Host } from '../host.ts';

const WAIT_MAX_MILLISECONDS = 300_000;

const RECEIVED =
  'fedbroker has the answer of your sign-in. You can close this page and go back to the terminal.';

const UNEXPECTED =
  'This is not the answer to the sign-in that fedbroker waits for. Go back to the terminal, and use the newest link.';

/** Waits on this machine until the browser comes back from the sign-in page. */
export interface BrowserReturn {
  /** With the port. */
  readonly redirectUri: string;
  /** Sets the state that the URL must have. Other pages, and an older sign-in, can also send the browser here. */
  expect(state: string): void;
  /** Resolves to the URL that the browser came to. Rejects with Failure after five minutes. */
  wait(): Promise<URL>;
  close(): void;
}

/** Listens at the address of the URI. Throws Failure if its port is taken. */
export async function listenForBrowser(uri: string, host: Host): Promise<BrowserReturn> {
  const { createServer } = await import('node:http');
  const { hostname, port, pathname } = new URL(uri);
  let redirectUri = uri;
  let expected: string | undefined;
  let arrive: (url: URL) => void;
  const arrived = new Promise<URL>((resolve) => {
    arrive = resolve;
  });
  const server = createServer((request, response) => {
    const target = request.url ?? '';
    // The path `//` is no URL.
    const url = URL.canParse(target, redirectUri) ? new URL(target, redirectUri) : undefined;
    // A browser also asks for an icon.
    if (request.method !== 'GET' || url?.pathname !== pathname) {
      response.writeHead(404).end();
      return;
    }
    const isExpected = expected !== undefined && url.searchParams.get('state') === expected;
    response
      .writeHead(isExpected ? 200 : 400, { 'content-type': 'text/html', connection: 'close' })
      .end(page(isExpected ? RECEIVED : UNEXPECTED));
    if (isExpected) {
      arrive(url);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Failure(
          'usage',
          codeOf(error) === 'EADDRINUSE'
            ? `the port ${port} is taken: give another --redirect-uri`
            : `fedbroker cannot listen at ${new URL(uri).host} (${codeOf(error)}): give another --redirect-uri`,
        ),
      ),
    );
    server.listen(Number(port), hostname.replace(/^\[|\]$/g, ''), resolve);
  });
  const bound = new URL(uri);
  bound.port = String((server.address() as AddressInfo).port);
  redirectUri = bound.href;
  return {
    redirectUri,
    expect: (state) => {
      expected = state;
    },
    wait: () => {
      const limit = host.timeLimit(WAIT_MAX_MILLISECONDS);
      const timeout = new Promise<never>((_, reject) => {
        limit.addEventListener('abort', () => {
          const message = 'nobody signed in within five minutes: run fedbroker login again';
          reject(new Failure('notAccepted', message));
        });
      });
      return Promise.race([arrived, timeout]);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function page(text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>fedbroker</title><p>${text}</p></html>\n`;
}
