import assert from 'node:assert/strict';
import type { BrowserCheck } from '../browser-check.ts';
import { BUCKET, BUCKET_WITHOUT_CORS } from '../configuration.ts';
import { open, signIn, upload, visit, visitAs } from '../portal-bed.ts';

export const PLACE_CHECKS: readonly BrowserCheck[] = [
  {
    title: 'the places are the grants of the person, and bob sees nothing of alice',
    async run(bed) {
      const alice = await visitAs(bed, 'Alice Example');
      await alice.page.getByRole('heading', { name: 'Places' }).waitFor();
      assert.equal(await alice.page.getByRole('listitem').count(), 10);
      await alice.page.screenshot({ path: `${bed.folder}/places.png` });
      await alice.close();
      const bob = await visitAs(bed, 'Bob Example');
      await bob.page.getByRole('heading', { name: 'Places' }).waitFor();
      const text = await bob.page.getByRole('listitem').allTextContents();
      assert.equal(text.length, 1);
      assert.match(String(text[0]), /^home\/bob\//);
      await open(bob.page, 'home/bob/');
      await bob.page.getByText('secret.txt').first().waitFor();
      await bob.close();
    },
  },
  {
    title: 'READ has downloads, LIST has names only, and neither has actions that change files',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'published/');
      await page.getByText('readme.txt').first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'download', exact: true }).count(), 1);
      assert.deepEqual(await actionsOf(page), ['Download']);
      await open(page, 'Home');
      await open(page, 'reports/');
      await page.getByText('2026-10.csv').first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'download' }).count(), 0);
      assert.deepEqual(await actionsOf(page), []);
      await page.screenshot({ path: `${bed.folder}/names-only.png` });
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'WRITE without READ opens the upload page',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'inbox/');
      const message = await upload(page, [{ name: 'note.txt', buffer: Buffer.from('a note') }]);
      assert.match(message, /uploaded/);
      await page.screenshot({ path: `${bed.folder}/upload.png` });
      await open(page, 'Back');
      await page.getByRole('heading', { name: 'Places' }).waitFor();
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'a grant for new keys only never offers to replace a file',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      const file = { name: 'once.txt', buffer: Buffer.from('first') };
      await open(page, 'letterbox/');
      await page.getByRole('button', { name: 'Add files' }).waitFor();
      assert.equal(
        await page.getByText('Replace files that have the same name').isVisible(),
        false,
      );
      assert.match(await upload(page, [file]), /uploaded/);
      await open(page, 'Back');
      await open(page, 'letterbox/');
      assert.match(await upload(page, [file]), /Overwrite prevented/);
      await close();
    },
  },
  {
    title: 'a grant to read and to write new keys only has no actions that replace or delete files',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'journal/');
      await page.getByText('monday.txt').first().waitFor();
      assert.deepEqual(await actionsOf(page), ['Create folder', 'Download', 'Upload']);
      await open(page, 'Create folder');
      await page.getByLabel('Folder name').fill('june');
      await page.getByRole('button', { name: 'Create folder', exact: true }).last().click();
      await page.getByText('Folder created').waitFor();
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'in a folder, too, a grant for new keys only never offers to replace a file',
    async run(bed) {
      bed.broker.local.s3.putObject(BUCKET, 'journal/may/first.txt', 'a day in May');
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'journal/');
      await open(page, 'may/');
      await page.getByText('first.txt').first().waitFor();
      await open(page, 'Upload');
      await page.getByRole('button', { name: 'Add files' }).waitFor();
      assert.equal(
        await page.getByText('Replace files that have the same name').isVisible(),
        false,
      );
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'Refresh shows the place of a new grant, and the place opens',
    async run(bed) {
      const { page, errors, close } = await visit(bed);
      let isGranted = false;
      await page.route('**/grants', async (route) => {
        const response = await route.fetch();
        const { CallerAccessGrantsList: grants, ...rest } = await response.json();
        const isShown = ({ GrantId: id }: { readonly GrantId: string }) =>
          isGranted || id !== 'published';
        await route.fulfill({
          response,
          json: { ...rest, CallerAccessGrantsList: grants.filter(isShown) },
        });
      });
      await signIn(page, 'Alice Example');
      await page.getByRole('heading', { name: 'Places' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'published/' }).count(), 0);
      isGranted = true;
      await open(page, 'Refresh');
      await open(page, 'published/');
      await page.getByText('readme.txt').first().waitFor();
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'grants for one object download it and upload it',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download handbook.txt' }).click();
      assert.equal((await saved).suggestedFilename(), 'handbook.txt');
      const input = page.getByLabel('Upload rota.txt');
      await input.setInputFiles({
        name: 'other-name.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('the rota'),
      });
      await page.getByText('rota.txt is uploaded.').waitFor();
      // An empty control lets the person choose the same file again.
      assert.equal(await input.inputValue(), '');
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'a bucket in another Region works',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'archive/');
      await page.getByText('2025.txt').first().waitFor();
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'a bucket without a CORS rule is named, with the command for its administrator',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'old/');
      const message = String(await page.getByRole('alert').textContent());
      assert.match(message, new RegExp(`the bucket ${BUCKET_WITHOUT_CORS}\\.`));
      assert.match(message, /npm run portal-cors/);
      await page.screenshot({ path: `${bed.folder}/missing-cors.png` });
      await close();
    },
  },
  {
    title: 'a grant taken away shows the reason of the broker',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      await page.route('**/federation-tokens', (route) =>
        route.fulfill({
          status: 403,
          json: { Code: 'AccessDenied', Message: `No grant covers s3://${BUCKET}/published/*.` },
        }),
      );
      await open(page, 'published/');
      await page.getByText(`No grant covers s3://${BUCKET}/published/*.`).waitFor();
      await close();
    },
  },
  {
    title: 'a failed upload says why',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      const reason = `No grant covers s3://${BUCKET}/inbox/*.`;
      await page.route('**/federation-tokens', (route) =>
        route.fulfill({ status: 403, json: { Code: 'AccessDenied', Message: reason } }),
      );
      await open(page, 'inbox/');
      await upload(page, [{ name: 'note.txt', buffer: Buffer.from('a note') }]);
      await page.getByText(reason).waitFor();
      await page.screenshot({ path: `${bed.folder}/failed-upload.png` });
      await close();
    },
  },
];

async function actionsOf(
  page: Awaited<ReturnType<typeof visitAs>>['page'],
): Promise<readonly string[]> {
  return page
    .locator('.amplify-storage-browser__controls > .portal-actions button')
    .allTextContents();
}
