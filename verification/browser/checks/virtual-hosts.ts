import type { BrowserCheck } from '../test-browser.ts';
export const VIRTUAL_HOST_CHECKS: readonly BrowserCheck[] = [];
