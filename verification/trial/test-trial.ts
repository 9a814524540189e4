import { setTimeout } from 'node:timers/promises';
import { programArguments } from '../../tools/program.ts';
import { CLAIMS } from '../../tools/trial/claims.ts';
import { TrialBed, type TrialRun } from './trial-bed.ts';

const USAGE = `Kills a trial on the local AWS at ten moments, lets npm run trial -- --clean delete what it left, and looks for anything
that is left. The last line counts the passed, failed and skipped kills.

Usage: npm run test:trial
`;

/** When to kill a trial: a random time after the trial has printed this text. */
interface Moment {
  readonly name: string;
  readonly printed: string;
  readonly latestMilliseconds: number;
}

const DEPLOYMENT: Moment = {
  ...{ name: 'the deployment', printed: 'Deploying ', latestMilliseconds: 15_000 },
};

const DELETION: Moment = {
  ...{ name: 'the deletion', printed: 'Deleting everything', latestMilliseconds: 10_000 },
};

/** The stack and its resources exist while the trial tries these claims. */
const CLAIMS_ON_STACK = CLAIMS.filter(({ afterDeletion }) => afterDeletion !== true).map(
  ({ id }) => id,
);

const CLAIM_KILLS = 6;

/** The first claim is tried when the stack is deployed, and the last claims need no resource. Returns claims between them. */
function randomClaim(): Moment {
  const first = CLAIMS_ON_STACK.indexOf('first-key');
  const last = CLAIMS_ON_STACK.indexOf('no-link-after-revocation');
  const id = CLAIMS_ON_STACK[first + Math.floor(Math.random() * (last - first))];
  return { name: `the claim after ${id}`, printed: `  ${id}: `, latestMilliseconds: 500 };
}

const MOMENTS: readonly Moment[] = [
  ...[DEPLOYMENT, DEPLOYMENT],
  ...Array.from({ length: CLAIM_KILLS }, randomClaim),
  ...[DELETION, DELETION],
];

async function killAt({ child, ended }: TrialRun, moment: Moment): Promise<void> {
  let output = '';
  const printed = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes(moment.printed)) {
        resolve();
      }
    });
  });
  await Promise.race([printed, ended]);
  await Promise.race([setTimeout(Math.random() * moment.latestMilliseconds), ended]);
  child.kill('SIGKILL');
  await ended;
}

async function main(): Promise<void> {
  programArguments(USAGE);
  const bed = await TrialBed.start();
  let failed = 0;
  let killsWithResources = 0;
  try {
    for (const moment of MOMENTS) {
      await killAt(bed.start(bed.account), moment);
      const before = (await bed.leftovers()).length;
      killsWithResources += before > 0 ? 1 : 0;
      const { status, output } = await bed.start([...bed.account, '--clean']).ended;
      const after = await bed.leftovers();
      const isClean = status === 0 && after.length === 0;
      failed += isClean ? 0 : 1;
      const verdict = isClean ? 'nothing left' : `LEFT ${after.join(', ')}\n${output}`;
      console.log(
        `killed during ${moment.name}, ${before} users and buckets were left: ${verdict}`,
      );
    }
  } finally {
    await bed.close();
  }
  // A kill before any resource exists shows nothing about --clean.
  const isEnough = killsWithResources >= CLAIM_KILLS;
  console.log(
    `${killsWithResources} of the kills left users or buckets, at least ${CLAIM_KILLS} must`,
  );
  failed += isEnough ? 0 : 1;
  const passed = MOMENTS.length + 1 - failed;
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
