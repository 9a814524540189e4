import { ApiClient } from '../api-client.ts';
import type { Invocation } from '../command-line.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import { type KeyPage, keyPages } from '../key-pages.ts';
import { formatTarget, parseTarget, type Target } from '../target.ts';
import { objectKeyText, visible } from '../terminal-text.ts';

/** The same number as in the samples of the S3 guide: https://docs.aws.amazon.com/AmazonS3/latest/userguide/AuthUsingTempFederationToken.html */
const FIRST_KEYS = 50;

/** The maximum of S3 and of the API. */
const PAGE_MAX_KEYS = 1_000;

/** Prints object keys, or their number. Throws Failure. */
export async function list(
  { operands: [text = ''], options }: Invocation,
  host: Host,
): Promise<ExitCode> {
  const target = parseTarget(text);
  const api = await ApiClient.open(options, host);
  const pages = (size: number) => keyPages(api, target, options.name, size);
  if (options.count || options.all) {
    await listAll(pages(PAGE_MAX_KEYS), options.count === true, host);
  } else {
    await listFirst(pages(FIRST_KEYS), target, host);
  }
  return EXIT.done;
}

async function listFirst(
  pages: AsyncGenerator<KeyPage>,
  target: Target,
  { stdout, stderr }: Host,
): Promise<void> {
  for await (const page of pages) {
    await stdout.write(linesOf(page));
    if (page.objects.length === 0) {
      await stderr.write(`fedbroker: there are no keys under ${visible(formatTarget(target))}\n`);
    } else if (!page.isLast) {
      await stderr.write(
        `fedbroker: these are the first ${page.objects.length} keys; give --all to see all\n`,
      );
    }
    return;
  }
}

async function listAll(
  pages: AsyncGenerator<KeyPage>,
  onlyCount: boolean,
  host: Host,
): Promise<void> {
  const progress = new Progress(host, onlyCount || !host.stdout.isTerminal);
  let count = 0;
  try {
    for await (const page of pages) {
      count += page.objects.length;
      await progress.show(count);
      await host.stdout.write(onlyCount ? '' : linesOf(page));
    }
  } finally {
    await progress.clear();
  }
  await host.stdout.write(onlyCount ? `${count}\n` : '');
}

function linesOf({ objects }: KeyPage): string {
  return objects
    .map(({ objectKey, eTag }) => `${objectKeyText(objectKey)} => ${visible(eTag)}\n`)
    .join('');
}

/** Carriage return and "erase in line". */
const CLEAR_LINE = '\r\u001b[K';

/** Shows how many keys have arrived, but only to a person at a terminal. */
class Progress {
  readonly #host: Host;
  readonly #isShown: boolean;

  constructor(host: Host, isWanted: boolean) {
    this.#host = host;
    this.#isShown = isWanted && host.stderr.isTerminal;
  }

  async show(keys: number): Promise<void> {
    if (this.#isShown) {
      const count = keys.toLocaleString('en-US');
      await this.#host.stderr.write(`${CLEAR_LINE}fedbroker: ${count} keys`);
    }
  }

  async clear(): Promise<void> {
    if (this.#isShown) {
      await this.#host.stderr.write(CLEAR_LINE);
    }
  }
}
