import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { BrowserCheck } from '../browser-check.ts';
import { BUCKET } from '../configuration.ts';
import { open, type PortalBed, select, signIn, upload, visit, visitAs } from '../portal-bed.ts';

const FOLDER = 'home/alice/';

export const FILE_CHECKS: readonly BrowserCheck[] = [
  {
    title:
      'downloads of a small file and of one uploaded in parts equal the uploads, byte for byte',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      const files = [
        { name: 'small.bin', buffer: randomBytes(1_024) },
        { name: 'large.bin', buffer: randomBytes(12 * 1024 * 1024) },
      ];
      await open(page, FOLDER);
      await open(page, 'Upload');
      assert.match(await upload(page, files), /All files uploaded/);
      await page.screenshot({ path: `${bed.folder}/uploaded.png` });
      await open(page, 'Back');
      for (const { name, buffer } of files) {
        const row = page.getByRole('row').filter({ hasText: name });
        const saved = page.waitForEvent('download');
        await row.getByRole('button', { name: 'download', exact: true }).click();
        assert.ok(readFileSync(await (await saved).path()).equals(buffer), `${name} differs`);
      }
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'a file is replaced only after the person has asked for that',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      const file = (text: string) => [{ name: 'draft.txt', buffer: Buffer.from(text) }];
      await open(page, FOLDER);
      await open(page, 'Upload');
      assert.match(await upload(page, file('one')), /uploaded/);
      await open(page, 'Back');
      await open(page, 'Upload');
      assert.match(await upload(page, file('three')), /Overwrite prevented/);
      await open(page, 'Back');
      assert.equal((await sizes(bed)).get(`${FOLDER}draft.txt`), 3);
      await open(page, 'Upload');
      await page.getByLabel('Replace files that have the same name').press('Space');
      assert.match(await upload(page, file('three')), /uploaded/);
      assert.equal((await sizes(bed)).get(`${FOLDER}draft.txt`), 5);
      await close();
    },
  },
  {
    title:
      'deleting the file notes keeps the folder notes/, and deleting the folder keeps the file',
    async run(bed) {
      const { s3 } = bed.broker.local;
      for (const key of ['notes', 'notes/a.txt', 'notes/b.txt', 'other', 'other/c.txt']) {
        s3.putObject(BUCKET, `${FOLDER}${key}`, key);
      }
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, FOLDER);
      await select(page, `${FOLDER}notes`);
      await open(page, 'Delete');
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('1 file deleted successfully').waitFor();
      await page.screenshot({ path: `${bed.folder}/deleted.png` });
      await open(page, 'Back');
      const keys = [...(await sizes(bed)).keys()];
      assert.deepEqual(
        keys.filter((key) => key.startsWith(`${FOLDER}notes`)),
        [`${FOLDER}notes/a.txt`, `${FOLDER}notes/b.txt`],
      );
      await select(page, 'other/');
      await open(page, 'Delete');
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('folder deleted successfully').waitFor();
      const left = [...(await sizes(bed)).keys()];
      assert.deepEqual(
        left.filter((key) => key.startsWith(`${FOLDER}other`)),
        [`${FOLDER}other`],
      );
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'a file is copied to another folder of the place, and a new folder is made',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      await open(page, FOLDER);
      await open(page, 'Create folder');
      await page.getByLabel('Folder name').fill('drafts');
      await page.getByRole('button', { name: 'Create folder', exact: true }).last().click();
      await page.getByText('Folder created').waitFor();
      await open(page, 'Back');
      await select(page, `${FOLDER}plan.txt`);
      await open(page, 'Copy');
      await page.getByRole('button', { name: 'photos', exact: false }).first().click();
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByText('copied').first().waitFor();
      assert.ok((await sizes(bed)).has(`${FOLDER}photos/plan.txt`));
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'a file can be copied out of a folder that is also a place',
    async run(bed) {
      const { s3 } = bed.broker.local;
      s3.putObject(BUCKET, `${FOLDER}inner/moved.txt`, 'from inside');
      s3.putObject(BUCKET, `${FOLDER}photos/tree.txt`, 'a tree');
      const { page, errors, close } = await visit(bed);
      await page.route('**/grants', async (route) => {
        const response = await route.fetch();
        const { CallerAccessGrantsList: grants, ...rest } = await response.json();
        const home = grants.find(({ GrantId: id }: { readonly GrantId: string }) => id === 'homes');
        const inner = { ...home, GrantId: 'inner', GrantScope: `s3://${BUCKET}/${FOLDER}inner/*` };
        await route.fulfill({
          response,
          json: { ...rest, CallerAccessGrantsList: [...grants, inner] },
        });
      });
      await signIn(page, 'Alice Example');
      await page.getByRole('button', { name: `${FOLDER}inner/`, exact: true }).waitFor();
      await open(page, FOLDER);
      await open(page, 'inner/');
      await select(page, `${FOLDER}inner/moved.txt`);
      await open(page, 'Copy');
      await open(page, 'home/alice');

      await page.getByRole('button', { name: 'photos', exact: false }).first().click();
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('alert').waitFor();
      assert.ok((await sizes(bed)).has(`${FOLDER}photos/moved.txt`), 'nothing was copied');
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'an action on a file with an unusual key never reaches another file',
    async run(bed) {
      const keys = ['odd//same.txt', 'odd/same.txt', 'odd/../same.txt', 'same.txt'];
      for (const key of keys) {
        bed.broker.local.s3.putObject(BUCKET, `${FOLDER}${key}`, key);
      }
      const { page, errors, close } = await visitAs(bed, 'Alice Example');
      const remove = async (key: string, outcome: string) => {
        await page.getByText('Include subfolders').click();
        await page.getByRole('searchbox').fill('same');
        await open(page, 'Search');
        await select(page, `${FOLDER}${key}`);
        await open(page, 'Delete');
        await page.getByRole('button', { name: 'Delete', exact: true }).click();
        await page.getByText(outcome).waitFor();
        await open(page, 'Back');
      };
      await open(page, FOLDER);
      await remove('odd//same.txt', '1 file deleted successfully');
      await remove('odd/../same.txt', 'has "." or ".." as one of its parts: use another program.');
      const left = [...(await sizes(bed)).keys()].filter((key) => key.endsWith('same.txt'));
      assert.deepEqual(
        left.sort(),
        ['odd/../same.txt', 'odd/same.txt', 'same.txt'].map((key) => `${FOLDER}${key}`),
      );
      assert.deepEqual(errors, []);
      await close();
    },
  },
];

/** The keys in alice's folder, with their sizes in bytes. */
async function sizes(bed: PortalBed): Promise<ReadonlyMap<string, number>> {
  const { local, operator } = bed.broker;
  const client = new S3Client({
    region: local.account.region,
    endpoint: local.endpointUrl,
    credentials: operator,
    forcePathStyle: true,
    systemClockOffset: bed.clock.aheadMilliseconds,
  });
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: FOLDER }),
  );
  client.destroy();
  return new Map(Contents.map(({ Key = '', Size = 0 }) => [Key, Size]));
}
