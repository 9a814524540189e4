import { ApiClient } from '../api-client.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import { type KeyPage, keyPages } from '../key-pages.ts';
import type { Invocation } from '../options.ts';
import { Progress } from '../progress.ts';
import { formatTarget, parseTarget, type Target } from '../target.ts';
import { objectKeyText, visible } from '../terminal-text.ts';

/** As the S3 guide's samples do: https://docs.aws.amazon.com/AmazonS3/latest/userguide/AuthUsingTempFederationToken.html */
const FIRST_KEYS = 50;

/** S3's and the API's most. */
const PAGE_MAX_KEYS = 1_000;

/** Throws Failure. */
export async function list({ operand, options }: Invocation, host: Host): Promise<ExitCode> {
  const target = parseTarget(operand);
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
        `fedbroker: the first ${page.objects.length} keys; --all shows the rest\n`,
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
