import { setTimeout } from 'node:timers/promises';
import { programArguments } from '../../tools/program.ts';
import { TrialBed } from './trial-bed.ts';

const USAGE = `Kills a trial on the local AWS at ten random moments, lets npm run trial -- --clean delete what it left, and looks for
anything that is left. The last line counts the passed, failed and skipped kills.

Usage: npm run test:trial
`;

const KILLS = 10;

/** Each kill happens at a random moment within this time, because a trial takes about a minute. */
const LATEST_MILLISECONDS = 60_000;

async function main(): Promise<void> {
  programArguments(USAGE);
  const bed = await TrialBed.start();
  let failed = 0;
  try {
    for (let count = 0; count < KILLS; count += 1) {
      const moment = Math.round(Math.random() * LATEST_MILLISECONDS);
      const { child, ended } = bed.start(bed.account);
      await Promise.race([setTimeout(moment), ended]);
      child.kill('SIGKILL');
      await ended;
      const before = (await bed.leftovers()).length;
      const { status, output } = await bed.start([...bed.account, '--clean']).ended;
      const after = await bed.leftovers();
      const isClean = status === 0 && after.length === 0;
      failed += isClean ? 0 : 1;
      const verdict = isClean ? 'nothing left' : `LEFT ${after.join(', ')}\n${output}`;
      console.log(`killed after ${moment} ms, ${before} users and buckets were left: ${verdict}`);
    }
  } finally {
    await bed.close();
  }
  console.log(`${KILLS - failed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
