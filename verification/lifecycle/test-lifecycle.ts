import { programArguments } from '../../tools/program.ts';
import { withAssemblies } from './assemblies.ts';
import { type Assemblies, ENDINGS, type Lifecycle, runLifecycle } from './cycle.ts';

const DEFAULT_COUNT = '50';

const USAGE = `Runs lifecycles of a stack (deploy, rotate, update, delete), and prints what they leave behind.

Usage: npm run test:lifecycle -- [COUNT]

  COUNT    how many (default ${DEFAULT_COUNT})
  --help   show this help
`;

/** The lifecycles run at the same time, because each mostly waits until a new key works and until two lists of keys are empty. */
const CONCURRENCY = 5;

async function main(): Promise<void> {
  const [text = DEFAULT_COUNT] = programArguments(USAGE, { takesWords: true }).words;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`COUNT: must be a whole number from 1, was "${text}"`);
  }
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
