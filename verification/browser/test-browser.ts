import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programArguments } from '../../tools/program.ts';
import { Report } from '../clients/report.ts';
import type { BrowserCheck } from './browser-check.ts';
import { APPEARANCE_CHECKS } from './checks/appearance.ts';
import { FILE_CHECKS } from './checks/files.ts';
import { PLACE_CHECKS } from './checks/places.ts';
import { SIGN_IN_CHECKS, TIME_CHECKS } from './checks/sign-in.ts';
import { VIRTUAL_HOST_CHECKS } from './checks/virtual-hosts.ts';
import { chromiumProgram, startPortalBed } from './portal-bed.ts';
import { hasOpenssl } from './tls-proxy.ts';

const USAGE = `Drives the portal in Chromium against the local AWS. The last line counts the checks.

Usage: npm run test:browser -- [options] [WORD...]

  WORD     run only the checks whose titles contain one of the words
  --help   show this help

CHROMIUM names the browser's program. By default, Debian's.
`;

const CHECKS: readonly BrowserCheck[] = [
  ...SIGN_IN_CHECKS,
  ...PLACE_CHECKS,
  ...FILE_CHECKS,
  ...APPEARANCE_CHECKS,
  ...VIRTUAL_HOST_CHECKS,
  ...TIME_CHECKS,
];

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { words } = programArguments(USAGE, { takesWords: true });
  const checks = CHECKS.filter(
    ({ title }) => words.length === 0 || words.some((word) => title.includes(word)),
  );
  if (checks.length === 0) {
    throw new Error(`No check has one of these words in its title: ${words.join(', ')}`);
  }
  const report = new Report(console.log);
  const chromium = chromiumProgram();
  if (!existsSync(chromium)) {
    report.skip('the portal in a browser', `${chromium} is not installed`, checks.length);
  } else {
    await runChecks(checks, chromium, report);
  }
  console.log(report.summary());
  process.exitCode = report.failed === 0 ? 0 : 1;
}

async function runChecks(
  checks: readonly BrowserCheck[],
  chromium: string,
  report: Report,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-browser-'));
  console.log(`Screenshots: ${folder}`);
  const bed = await startPortalBed(chromium, folder);
  try {
    for (const check of checks) {
      const { title, run } = check;
      if (VIRTUAL_HOST_CHECKS.includes(check) && !hasOpenssl()) {
        report.skip(title, 'openssl is not installed', 1);
        continue;
      }
      const fault = await run(bed).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      report.check(title, fault === undefined, fault ?? '');
    }
  } finally {
    await bed.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
