import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import {
  chromiumProgram,
  open,
  type PortalBed,
  startPortalBed,
  visitAs,
} from '../../browser/portal-bed.ts';
import { ratio } from '../figure.ts';
import { shuffled } from '../shuffled.ts';
import { prepared, type Subject } from '../subject.ts';

/** A round takes about two seconds. */
const ROUNDS = 9;

const VISITS = { firstListing, emptyPage } as const;

type Visit = keyof typeof VISITS;

export const browser: Subject = {
  name: 'browser',
  summary: 'time to the first listing of the portal in Chromium',
  prepare: async ({ folder }) => {
    const chromium = chromiumProgram();
    if (!existsSync(chromium)) {
      return `${chromium} is not installed. The variable CHROMIUM can name another program.`;
    }
    const bed = await startPortalBed(chromium, folder);
    // The first visit starts the functions and fills the caches of the system.
    await firstListing(bed);
    return prepared({
      rounds: ROUNDS,
      round: async () => {
        const milliseconds = { firstListing: Number.NaN, emptyPage: Number.NaN };
        for (const visit of shuffled(Object.keys(VISITS) as Visit[])) {
          const begin = performance.now();
          await VISITS[visit](bed);
          milliseconds[visit] = performance.now() - begin;
        }
        return { browser: milliseconds };
      },
      figures: (rounds) => [
        {
          name: 'portal in Chromium, time to the first listing ÷ an empty page',
          samples: rounds.map(({ browser }) => ratio(browser.firstListing, browser.emptyPage)),
          ...{ budget: 6, aim: 4, digits: 1 },
        },
      ],
      close: () => bed.close(),
    });
  },
};

/** A person who visits the portal for the first time signs in and opens a folder. */
async function firstListing(bed: PortalBed): Promise<void> {
  const { page, close } = await visitAs(bed, 'Alice Example');
  await open(page, 'home/alice/');
  await page.getByText('plan.txt').first().waitFor();
  await close();
}

/** The same browser opens the smallest document of the same server, also without a cache. */
async function emptyPage({ browser, url }: PortalBed): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/portal/config.json`);
  await page.getByText('clientId').waitFor();
  await context.close();
}
