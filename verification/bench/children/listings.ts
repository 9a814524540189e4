import { setImmediate } from 'node:timers/promises';
import type { BrokerEvent } from '../../../lambda/adapters/broker-api.ts';
import { handler } from '../../../lambda/broker.ts';
import { KEYS, PAGE_KEYS } from '../listing-page.ts';
import { listing } from '../requests.ts';
import { fail, report } from './report.ts';

/** Lists a million keys page by page as one caller. The program's argument is the URL of the AWS endpoint. */

const COLLECTIONS = 10;

const endpoint = process.argv[2] ?? '';

async function stsCalls(): Promise<number> {
  return Number(await (await fetch(`${endpoint}/sts-calls`)).text());
}

/**
 * Returns the memory that is still in use after garbage collection. Node.js frees a collected buffer only some turns of the
 * event loop later.
 */
async function heldBytes(): Promise<number> {
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    global.gc?.();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function nextToken(event: BrokerEvent): Promise<string | undefined> {
  const { statusCode, body = '' } = await handler(event);
  if (statusCode !== 200) {
    throw new Error(body);
  }
  return JSON.parse(body).NextContinuationToken;
}

async function main(): Promise<void> {
  const callsBefore = await stsCalls();
  const pages = KEYS / PAGE_KEYS;
  const bytes: number[] = [];
  let token: string | undefined;
  for (let page = 1; page <= pages; page += 1) {
    token = await nextToken(listing(token === undefined ? {} : { 'continuation-token': token }));
    if (page === pages / 2 || page === pages) {
      bytes.push(await heldBytes());
    }
  }
  const [half = 0, whole = 0] = bytes;
  report({ halfBytes: half, wholeBytes: whole, stsCalls: (await stsCalls()) - callsBefore });
}

main().catch(fail);
