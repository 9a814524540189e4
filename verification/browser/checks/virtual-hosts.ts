import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { BrowserCheck } from '../browser-check.ts';
import { BUCKET } from '../configuration.ts';
import { launch, open, type PortalBed, select, signIn, upload, visit } from '../portal-bed.ts';
import { portOf, startTlsProxy } from '../tls-proxy.ts';

const FOLDER = 'home/alice/';

/** Where browsers find Amazon S3 in the Region of the local AWS. */
const S3_HOST = 's3.us-east-1.amazonaws.com';

/** Chromium takes an answer that the check has changed for one from the internet, which may not connect to this machine. */
const LOOPBACK = '--disable-features=LocalNetworkAccessChecks';

export const VIRTUAL_HOST_CHECKS: readonly BrowserCheck[] = [
  {
    title: 'over TLS at the host names of Amazon S3, a person uploads, downloads and deletes',
    async run(bed) {
      const proxy = await startTlsProxy(bed.broker.local.endpointUrl, bed.folder);
      const rule = `MAP *.${S3_HOST} 127.0.0.1:${portOf(proxy)}`;
      const browser = await launch(bed.chromium, [`--host-resolver-rules=${rule}`, LOOPBACK]);
      try {
        await useVirtualHosts({ ...bed, browser });
      } finally {
        await browser.close();
        proxy.closeAllConnections();
        proxy.close();
      }
    },
  },
];

async function useVirtualHosts(bed: PortalBed): Promise<void> {
  // The portal's policy names the S3 of the local AWS.
  const { page, errors } = await visit(bed, { ignoreHTTPSErrors: true, bypassCSP: true });
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await serveAsOnAws(page, bed);
  await page.reload();
  await signIn(page, 'Alice Example');
  await open(page, FOLDER);
  await open(page, 'Upload');
  const file = { name: 'tls.bin', buffer: randomBytes(6 * 1024 * 1024) };
  assert.match(await upload(page, [file]), /All files uploaded/);
  await open(page, 'Back');
  const saved = page.waitForEvent('download');
  const row = page.getByRole('row').filter({ hasText: file.name });
  await row.getByRole('button', { name: 'download', exact: true }).click();
  assert.ok(readFileSync(await (await saved).path()).equals(file.buffer), 'the file differs');
  await select(page, `${FOLDER}${file.name}`);
  await open(page, 'Delete');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('1 file deleted successfully').waitFor();
  assert.ok(hosts.has(`${BUCKET}.${S3_HOST}`), [...hosts].join(' '));
  assert.deepEqual(errors, []);
}

/** Answers with the settings that the portal has on AWS: without the S3 of the local AWS. */
async function serveAsOnAws(page: Page, { url }: PortalBed): Promise<void> {
  await page.route(`${url}/portal/config.json`, async (route) => {
    const response = await route.fetch();
    const { s3Endpoint: _, ...settings } = await response.json();
    await route.fulfill({ response, json: settings });
  });
}
