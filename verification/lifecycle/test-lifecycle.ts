import { withAssemblies } from './assemblies.ts';
import { type Assemblies, ENDINGS, type Lifecycle, runLifecycle } from './cycle.ts';

/** `npm run test:lifecycle -- 50` runs 50 lifecycles of a stack and prints what they leave behind. */

const DEFAULT_COUNT = 50;

/** Most of a lifecycle is waiting: for a new key to work, and for two empty lists of keys. */
const CONCURRENCY = 5;

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? DEFAULT_COUNT);
  const lifecycles = await withAssemblies((assemblies) => runLifecycles(assemblies, count));
  const sum = (what: keyof Lifecycle['left']) =>
    lifecycles.reduce((total, { left }) => total + left[what], 0);
  const left = {
    resources: sum('resources'),
    users: sum('users'),
    'access keys': sum('accessKeys'),
    secrets: sum('secrets'),
    sessions: sum('sessions'),
  };
  console.log(
    `lifecycles (deploy, rotate, update, delete): ${lifecycles.length} (${ENDINGS.join('; ')})`,
  );
  console.log(`left behind: ${JSON.stringify(left)}`);
  console.log(
    `most access keys of the user at one time: ${Math.max(...lifecycles.map(({ mostKeys }) => mostKeys))}`,
  );
  process.exitCode = Object.values(left).every((number) => number === 0) ? 0 : 1;
}

async function runLifecycles(assemblies: Assemblies, count: number): Promise<readonly Lifecycle[]> {
  const lifecycles: Lifecycle[] = [];
  let started = 0;
  const worker = async () => {
    while (started < count) {
      const ending = ENDINGS[started % ENDINGS.length] ?? ENDINGS[0];
      started += 1;
      lifecycles.push(await runLifecycle(assemblies, ending));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return lifecycles;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
