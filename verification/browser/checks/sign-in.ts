import assert from 'node:assert/strict';
import type { BrowserCheck } from '../browser-check.ts';
import { CLIENT_ID } from '../configuration.ts';
import { allowSignIn, open, type PortalBed, signIn, visit, visitAs } from '../portal-bed.ts';

/** Seconds. Longer than a token of the local issuer lives. */
const TWO_HOURS = 7_200;

export const SIGN_IN_CHECKS: readonly BrowserCheck[] = [
  {
    title: 'a person signs in with the keyboard alone, and the address shows no code afterwards',
    async run(bed) {
      const { page, errors, close } = await visit(bed);
      await page.getByText('This page never sees your password').waitFor();
      await page.screenshot({ path: `${bed.folder}/sign-in.png` });
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Alice Example' }).press('Enter');
      await page.getByRole('banner').getByText('Alice Example').waitFor();
      assert.equal(page.url(), `${bed.url}/`);
      assert.match(String(await page.getByRole('banner').textContent()), /signed in until \d/);
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title: 'no token is in the storage of the browser',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      const stored = await page.evaluate(
        'JSON.stringify([{...sessionStorage}, {...localStorage}])',
      );
      assert.equal(stored, '[{"signed-in":""},{}]');
      assert.equal(await page.evaluate('document.cookie'), '');
      await close();
    },
  },
  {
    title: 'a reload signs in again without a question, until the person signs out',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      await page.reload();
      await page.getByRole('banner').getByText('Alice Example').waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to see your files' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Sign in to see your files' }).waitFor();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Bob Example' }).waitFor();
      await close();
    },
  },
  {
    title: 'signing out removes the files from the page before the browser leaves it',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      await page.getByRole('heading', { name: 'Places' }).waitFor();
      // With this status, the browser stays at the page.
      await page.route('**/end-session?**', (route) => route.fulfill({ status: 204 }));
      const leaving = page.waitForRequest('**/end-session?**');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await leaving;
      assert.equal(await page.getByRole('listitem').count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Sign out' }).count(), 0);
      await close();
    },
  },
  {
    title: 'a Refresh that is answered after the person has signed out shows no files again',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      await page.getByRole('heading', { name: 'Places' }).waitFor();
      await page.route('**/end-session?**', (route) => route.fulfill({ status: 204 }));
      let answer = () => {};
      const signedOut = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/grants', async (route) => {
        await signedOut;
        await route.continue();
      });
      const asked = page.waitForRequest('**/grants');
      await page.getByRole('button', { name: 'Refresh' }).click();
      await asked;
      const leaving = page.waitForRequest('**/end-session?**');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await leaving;
      const answered = page.waitForResponse('**/grants');
      answer();
      await (await answered).finished();
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
      assert.equal(await page.getByRole('listitem').count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Sign out' }).count(), 0);
      await close();
    },
  },
  {
    title: 'signing out revokes the refresh token at the issuer',
    async run(bed) {
      const { page, errors, close } = await visit(bed);
      const issued = page.waitForResponse('**/token');
      await signIn(page, 'Alice Example');
      const response = await issued;
      const { refresh_token: token } = await response.json();
      assert.equal(typeof token, 'string');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to see your files' }).waitFor();
      const refused = await fetch(response.url(), {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: token,
          client_id: CLIENT_ID,
        }),
      });
      assert.match(await refused.text(), /invalid_grant/);
      assert.deepEqual(errors, []);
      await close();
    },
  },
  {
    title:
      'a refused sign-in says why, and a forged answer signs nobody in and shows none of its words',
    async run(bed) {
      const { page, close } = await visit(bed);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Refuse' }).click();
      await page.getByText('The sign-in failed: the sign-in was refused.').waitFor();
      for (const forged of ['code=stolen', 'error=access_denied&error_description=forged']) {
        await page.goto(`${bed.url}/?${forged}&state=unknown`);
        await page.getByRole('alert').waitFor();
        assert.equal(await page.getByRole('button', { name: 'Sign out' }).count(), 0);
        assert.equal(await page.getByText('forged').count(), 0);
      }
      await close();
    },
  },
  {
    title: 'if the broker refuses a new token, the page says to ask the administrator',
    async run(bed) {
      const { page, close } = await visit(bed);
      await page.route('**/grants', (route) =>
        route.fulfill({ status: 401, json: { message: 'Unauthorized' } }),
      );
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Alice Example' }).click();
      await page
        .getByText('Ask your administrator to check the configuration of the broker')
        .waitFor();
      await close();
    },
  },
  {
    title: 'a person without grants sees what to send to the administrator',
    async run(bed) {
      const { page, errors, close } = await visitAs(bed, 'Carol Example');
      await page.getByRole('heading', { name: 'You have no files here yet' }).waitFor();
      const text = String(await page.getByRole('main').textContent());
      assert.match(text, /https:\/\/id\.example\.com/);
      assert.match(text, /carol/);
      await page.screenshot({ path: `${bed.folder}/no-places.png` });
      assert.deepEqual(errors, []);
      await close();
    },
  },
];

/** These move the clock of the broker, so they come last. */
export const TIME_CHECKS: readonly BrowserCheck[] = [
  {
    title: 'the credentials and the sign-in of a long visit are renewed',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      await open(page, 'published/');
      await page.getByText('readme.txt').first().waitFor();
      await advance(bed, page, TWO_HOURS);
      const renewed = page.waitForResponse((response) => response.url().endsWith('/token'));
      const issued = page.waitForResponse((response) =>
        response.url().endsWith('/federation-tokens'),
      );
      await page.getByRole('button', { name: 'Refresh data' }).click();
      assert.deepEqual([(await renewed).status(), (await issued).status()], [200, 200]);
      await page.getByText('readme.txt').first().waitFor();
      assert.equal(await page.getByRole('alert').count(), 0);
      await close();
    },
  },
  {
    title: 'a sign-in that has ended leads to a page that says so',
    async run(bed) {
      const { page, close } = await visitAs(bed, 'Alice Example');
      allowSignIn(bed.issuer, bed.url);
      await advance(bed, page, TWO_HOURS);
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
      await page.screenshot({ path: `${bed.folder}/sign-in-ended.png` });
      await close();
    },
  },
];

/** Moves the clocks of the broker and of the page. */
async function advance(
  bed: PortalBed,
  page: Awaited<ReturnType<typeof visit>>['page'],
  seconds: number,
): Promise<void> {
  bed.clock.advance(seconds);
  await page.clock.setFixedTime(bed.clock.now());
}
