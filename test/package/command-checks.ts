import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../verification/clients/report.ts';
import type { ConsumerApp } from './consumer-app.ts';

const BIN = 'node_modules/.bin/federation-broker';

/** The text in the output of `start` before the last commands for a caller. */
const READY = '== See it refused';

/** Without the commands of a sign-in, which needs a browser. */
const PRINTED_COMMAND =
  /^ {2}(?!FEDBROKER_ISSUER_ENDPOINT)((?:\S.* )?(curl|fedbroker) (?:.*\/)?grants\b.*)$/gm;

const START_MAX_MS = 120_000;

const STOP_MAX_MS = 60_000;

const PAUSE_MS = 100;

/** Checks the commands of the package in an app that has been synthesized. */
export async function checkCommands(app: ConsumerApp, report: Report): Promise<void> {
  await app.check('federation-broker --help', BIN, '--help');
  await app.check('federation-broker review writes the page', BIN, 'review');
  await app.check('federation-broker review --check', BIN, 'review', '--check');
  const page = readFileSync(app.path('federation-broker-review.md'), 'utf8');
  const row =
    /^\| `etl` \| `role\/\$\{\w+\}`<br>of this AWS account \| `READ` \| `s3:\/\/\$\{[\w:.]+\}\/raw\/\*` \|/m;
  report.check(`${app.name}: the page shows the grant of the app`, row.test(page), page);
  await checkStart(app, report);
}

/** Adds a revocation to the file that the app reads, and checks that the synthesized template has its policy. */
export async function checkRevoke(app: ConsumerApp, report: Report): Promise<void> {
  const name = 'alice=GBj6bl0QSFgnt7';
  const revoked = await app.check('federation-broker revoke', BIN, 'revoke', name);
  const deploys = revoked.stdout.includes(
    'npx cdk deploy Storage --exclusively --require-approval never',
  );
  report.check(`${app.name}: it prints how to deploy the stack`, deploys, revoked.output);
  const { succeeded, output } = await app.synth();
  report.check(`${app.name}: synthesizes the revocation`, succeeded, output);
  const template = readFileSync(app.path('cdk.out/Storage.template.json'), 'utf8');
  const what = `${app.name}: the template has the revocation`;
  report.check(what, template.includes('*=GBj6bl0QSFgnt7'), 'it has none');
}

/** Starts the broker, and runs the commands that `start` prints for callers. */
async function checkStart(app: ConsumerApp, report: Report): Promise<void> {
  const child = spawn('npx', ['federation-broker', 'start', '--port', '0'], {
    cwd: app.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  // The pipes close after the last process of the broker has ended.
  const closed = once(child, 'close');
  for (let waited = 0; waited < START_MAX_MS; waited += PAUSE_MS) {
    if (output.includes(READY) || child.exitCode !== null) {
      break;
    }
    await sleep(PAUSE_MS);
  }
  report.check(`${app.name}: federation-broker start`, output.includes(READY), output);
  await checkPrintedCommands(app, output, report);
  const ignored = readFileSync(app.path('.local/.gitignore'), 'utf8');
  report.check(`${app.name}: git ignores the files with credentials`, ignored === '*\n', ignored);
  child.kill('SIGKILL');
  const ended = await Promise.race([closed.then(() => true), sleep(STOP_MAX_MS, false)]);
  report.check(`${app.name}: it ends when npx is killed`, ended, output);
}

/** Runs the commands that ask for a caller's grants. */
async function checkPrintedCommands(
  app: ConsumerApp,
  output: string,
  report: Report,
): Promise<void> {
  const hasCurl = (await app.run('curl', '--version')).succeeded;
  const printed = [...output.matchAll(PRINTED_COMMAND)];
  const clients = new Set(printed.map(([, , program]) => program));
  const expected = app.hasClient ? ['curl', 'fedbroker'] : ['curl'];
  const missing = expected.filter((program) => !clients.has(program));
  report.check(`${app.name}: it prints commands`, missing.length === 0, `none for ${missing}`);
  for (const [, command = '', program] of printed) {
    const what = `a command that it prints, with ${program},`;
    if (program === 'curl' && !hasCurl) {
      report.skip(`${app.name}: ${what}`, 'curl is not installed', 1);
      continue;
    }
    const { stdout, output: shown } = await app.run('sh', '-c', command);
    const answered = /team-a-readers|etl|homes/.test(stdout);
    report.check(`${app.name}: ${what} answers with grants`, answered, shown);
  }
}
