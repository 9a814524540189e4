import type { OidcIssuer } from 'local-aws';
import { type Browser, chromium, type Page } from 'playwright-core';
import { TestClock } from '../../test/end-to-end/test-broker.ts';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { runConfiguration } from '../../tools/local/run-configuration.ts';
import { portalCors } from '../../tools/portal-cors/cors-rules.ts';
import { withTemporaryFolder } from '../../tools/temporary-folder.ts';
import {
  BUCKET,
  BUCKET_EU,
  BUCKET_WITHOUT_CORS,
  CLIENT_ID,
  ISSUER,
  writeConfiguration,
} from './configuration.ts';

const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-background-networking'];

/** Milliseconds. No check measures time by this limit: it ends a check that hangs. */
const TIMEOUT_MS = 30_000;

/** A broker with a portal on the local AWS, and a browser. */
export interface PortalBed {
  readonly broker: RunningBroker;
  readonly issuer: OidcIssuer;
  readonly clock: TestClock;
  /** The origin of the portal. */
  readonly url: string;
  /** The path of the browser's program. */
  readonly chromium: string;
  readonly browser: Browser;
  /** The folder for screenshots. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Returns the path of Chromium: the variable `CHROMIUM` or, by default, Debian's path. The file may not exist. */
export function chromiumProgram(): string {
  return process.env.CHROMIUM ?? '/usr/bin/chromium';
}

export function launch(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS, ...more] });
}

export async function startPortalBed(executablePath: string, folder: string): Promise<PortalBed> {
  const clock = new TestClock();
  const broker = await withTemporaryFolder((configurationFolder) =>
    runConfiguration(writeConfiguration(configurationFolder), {
      port: 0,
      clock,
      onWarning: (message) => process.stderr.write(`warning: ${message}\n`),
    }),
  );
  const url = broker.apiUrl('jwt');
  const issuer = await broker.local.oidc.issuer(ISSUER);
  allowSignIn(issuer, url);
  fillBuckets(broker, url);
  const browser = await launch(executablePath);
  return {
    broker,
    issuer,
    clock,
    url,
    chromium: executablePath,
    browser,
    folder,
    close: async () => {
      await browser.close();
      await broker.close();
    },
  };
}

/** Forgets all sign-ins so far. */
export function allowSignIn(issuer: OidcIssuer, origin: string): void {
  const person = (sub: string, name: string, more: object = {}) => ({
    name,
    claims: { sub, name, ...more },
  });
  issuer.allowSignIn({
    people: [
      person('alice', 'Alice Example', { member: 'yes' }),
      person('bob', 'Bob Example', { member: 'yes' }),
      person('carol', 'Carol Example'),
    ],
    clients: [
      {
        clientId: CLIENT_ID,
        audience: 'federation-broker',
        scopes: ['profile'],
        redirectUris: [`${origin}/`],
      },
    ],
  });
}

function fillBuckets({ local }: RunningBroker, origin: string): void {
  local.s3.createBucket(BUCKET);
  local.s3.createBucket(BUCKET_EU, { region: 'eu-central-1' });
  local.s3.createBucket(BUCKET_WITHOUT_CORS);
  for (const bucket of [BUCKET, BUCKET_EU]) {
    local.s3.setBucketCors(bucket, portalCors(origin));
  }
  for (const [key, text] of [
    ['home/alice/plan.txt', 'the plan'],
    ['home/alice/photos/tree.txt', 'a tree'],
    ['home/bob/secret.txt', "Bob's secret"],
    ['reports/2026-10.csv', 'month,total\n'],
    ['published/readme.txt', 'published'],
    ['inbox/letter.txt', 'the first letter'],
    ['journal/monday.txt', 'a good day'],
    ['manuals/handbook.txt', 'the handbook'],
  ] as const) {
    local.s3.putObject(BUCKET, key, text);
  }
  local.s3.putObject(BUCKET_EU, 'archive/2025.txt', 'in Frankfurt');
  local.s3.putObject(BUCKET_WITHOUT_CORS, 'old/file.txt', 'unreachable');
}

/** A window of the browser, without cookies, and what went wrong in it. */
export interface Window {
  readonly page: Page;
  /** Errors in the console, which include violations of the Content-Security-Policy, and uncaught errors. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** Opens the portal. */
export async function visit(
  bed: PortalBed,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Window> {
  const context = await bed.browser.newContext({ acceptDownloads: true, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      errors.push(message.text());
    }
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${bed.url}/`);
  return { page, errors, close: () => context.close() };
}

export async function signIn(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('banner').getByText(person).waitFor();
}

/** Opens the portal and signs in. */
export async function visitAs(bed: PortalBed, person: string): Promise<Window> {
  const window = await visit(bed);
  await signIn(window.page, person);
  return window;
}

export async function open(page: Page, place: string): Promise<void> {
  await page.getByRole('button', { name: place, exact: true }).click();
}

export interface SampleFile {
  readonly name: string;
  readonly buffer: Buffer;
}

/** Uploads on the page that lists files to upload. Returns the message at the end. */
export async function upload(page: Page, files: readonly SampleFile[]): Promise<string> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  await (await chooser).setFiles(
    files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })),
  );
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  return String(await page.getByRole('alert').textContent());
}

/** Selects the row with this key by the keyboard. */
export async function select(page: Page, key: string): Promise<void> {
  await page.getByLabel(`Select file ${key}`, { exact: true }).press('Space');
}
