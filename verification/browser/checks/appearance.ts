import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { BrowserCheck } from '../browser-check.ts';
import { open, signIn, visit } from '../portal-bed.ts';

/** Source: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const CONTRAST_MIN = 4.5;

/** A program for the page: the texts whose contrast to their background is too low. Disabled controls are exempt. */
const FAINT_TEXTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (channels(color)[3] === 255) return color;
    }
    return 'white';
  };
  const faint = [];
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()).join('');
    if (text === '' || !element.checkVisibility() || element.closest(':disabled, [aria-disabled], noscript')) continue;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < ${CONTRAST_MIN}) faint.push(text + ' ' + contrast.toFixed(2));
  }
  return faint;
})()`;

/** Controls without a name in the accessibility tree of the browser. */
const NAMELESS = /- (?:button|textbox|searchbox|checkbox|link|combobox|heading)(?: \[[^\]]*\])*:?$/;

const PHONE = { width: 390, height: 844 };

export const APPEARANCE_CHECKS: readonly BrowserCheck[] = (['light', 'dark'] as const).map(
  (colorScheme) => ({
    title: `in the ${colorScheme} mode, every control has a name, text has enough contrast, and the page fits a phone`,
    async run(bed) {
      const { page, errors, close } = await visit(bed, { colorScheme, viewport: PHONE });
      const inspect = async (name: string) => {
        await page.screenshot({ path: `${bed.folder}/${colorScheme}-${name}.png` });
        await inspectPage(page, name);
      };
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await inspect('sign-in');
      await signIn(page, 'Alice Example');
      await page.getByRole('heading', { name: 'Places' }).waitFor();
      await inspect('places');
      await open(page, 'home/alice/');
      await page.getByText('plan.txt').first().waitFor();
      await inspect('files');
      await open(page, 'Upload');
      await page.getByRole('button', { name: 'Add files' }).waitFor();
      await inspect('upload');
      assert.deepEqual(errors, []);
      await close();
    },
  }),
);

async function inspectPage(page: Page, name: string): Promise<void> {
  const tree = await page.locator('body').ariaSnapshot();
  const nameless = tree.split('\n').filter((line) => NAMELESS.test(line));
  assert.deepEqual(nameless, [], `${name}: controls without a name`);
  assert.match(tree, /heading "Your files" \[level=1\]/);
  assert.deepEqual(await page.evaluate(FAINT_TEXTS), [], `${name}: faint text`);
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.equal(overflow, 0, `${name}: wider than the window`);
}
