import { withAssemblies } from './assemblies.ts';
import { type Assemblies, ENDINGS, type Life, live } from './cycle.ts';

/** `npm run test:lifecycle -- 50`: so many lives of a stack; prints what they left. */

const DEFAULT_LIVES = 50;

/** Most of a life is waiting: for a new key to be tried, and for two empty lists of keys. */
const AT_ONCE = 5;

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? DEFAULT_LIVES);
  const lives = await withAssemblies((assemblies) => liveAll(assemblies, count));
  const sum = (what: keyof Life['left']) =>
    lives.reduce((total, { left }) => total + left[what], 0);
  const left = {
    resources: sum('resources'),
    users: sum('users'),
    'access keys': sum('accessKeys'),
    secrets: sum('secrets'),
    sessions: sum('sessions'),
  };
  console.log(`${lives.length} times deploy, rotate, update, delete (${ENDINGS.join('; ')})`);
  console.log(`left behind: ${JSON.stringify(left)}`);
  console.log(
    `access keys of the user, at most: ${Math.max(...lives.map((life) => life.mostKeys))}`,
  );
  process.exitCode = Object.values(left).every((number) => number === 0) ? 0 : 1;
}

async function liveAll(assemblies: Assemblies, count: number): Promise<readonly Life[]> {
  const lives: Life[] = [];
  let started = 0;
  const worker = async () => {
    while (started < count) {
      const ending = ENDINGS[started % ENDINGS.length] ?? ENDINGS[0];
      started += 1;
      lives.push(await live(assemblies, ending));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return lives;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
