import { statSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { bundle, MAIN_FILE } from '../../../lambda/bundle/bundle.ts';
import { runChild } from '../child.ts';
import { type Figure, ratio } from '../figure.ts';
import { slimProgram, writeProgram } from '../function-program.ts';
import { shuffled } from '../shuffled.ts';
import { type Bed, prepared, type Subject, type Values } from '../subject.ts';

const ROUNDS = 16;

const BYTES_PER_KILOBYTE = 1000;

/**
 * The programs whose cold starts are compared: the deployed bundle of the broker function, the same code bundled with the
 * CDK's default options (`twin`), a minimal program that issues credentials (`floor`), and an empty program.
 */
const COLD_STARTS = ['broker', 'twin', 'floor', 'empty'] as const;

type ColdStart = (typeof COLD_STARTS)[number];

/** The measured values of one round, which starts each program once, one right after the other. */
type ColdRound = Readonly<Record<ColdStart, Values>>;

const LAMBDA = path.resolve(import.meta.dirname, '../../../lambda');

/** Functions usually load all of their code at the start. So the twin imports at once what the broker imports for listings. */
const TWIN = "import './adapters/s3-client.ts'; export { handler } from './broker.ts';";

/** The options that `NodejsFunction` gives esbuild with `bundleAwsSDK: true`. */
const DEFAULTS = { bundle: true, platform: 'node', target: 'node24', format: 'cjs' } as const;

export const cold: Subject = {
  name: 'cold',
  summary: 'cold starts of the broker function, and the size of its bundle',
  prepare: async (bed) => {
    const { files } = await bundle(path.join(LAMBDA, 'broker.ts'));
    const programs = {
      broker: writeProgram(bed, 'broker', files),
      twin: writeProgram(bed, 'twin', { [MAIN_FILE]: defaultTwin() }),
      floor: await slimProgram(bed, 'floor', 'floor.ts'),
      empty: await slimProgram(bed, 'empty', 'empty.ts'),
    };
    const starter = await slimProgram(bed, 'cold', 'children/cold.ts');
    return prepared({
      rounds: ROUNDS,
      round: () => coldRound(bed, starter, programs),
      figures: (rounds) => coldFigures({ brokerBytes: bytesOf(programs.broker) }, rounds),
    });
  },
};

function defaultTwin(): string {
  const stdin = { contents: TWIN, resolveDir: LAMBDA };
  const [twin] = buildSync({ ...DEFAULTS, stdin, write: false }).outputFiles;
  if (twin === undefined) {
    throw new Error('esbuild wrote no bundle with the options of the CDK.');
  }
  return twin.text;
}

async function coldRound(
  bed: Bed,
  folder: string,
  programs: Readonly<Record<ColdStart, string>>,
): Promise<ColdRound> {
  const measured = new Map<ColdStart, Values>();
  for (const kind of shuffled(COLD_STARTS)) {
    const taskRoot = programs[kind];
    const values = await runChild({ ...bed, folder, taskRoot, arguments: [taskRoot] });
    measured.set(kind, { ...values, bytes: bytesOf(taskRoot) });
  }
  return Object.fromEntries(measured) as ColdRound;
}

function bytesOf(folder: string): number {
  return statSync(path.join(folder, MAIN_FILE)).size;
}

function coldFigures(
  bundles: { readonly brokerBytes: number },
  cold: readonly ColdRound[],
): readonly Figure[] {
  const issue = 'issueMilliseconds';
  const load = 'loadMilliseconds';
  return [
    {
      name: 'code that a cold start loads, minified, KB',
      samples: [bundles.brokerBytes / BYTES_PER_KILOBYTE],
      ...{ budget: 280, aim: 242, digits: 0 },
    },
    {
      name: 'module load ÷ default twin',
      samples: cold.map(({ broker, twin }) => ratio(broker[load], twin[load])),
      ...{ budget: 0.38, aim: 0.28, digits: 2 },
    },
    {
      name: 'cold issue ÷ default twin',
      samples: cold.map(({ broker, twin }) => ratio(broker[issue], twin[issue])),
      ...{ budget: 0.52, aim: 0.4, digits: 2 },
    },
    {
      name: 'cold issue ÷ floor',
      samples: cold.map(({ broker, floor }) => ratio(broker[issue], floor[issue])),
      ...{ budget: 3.4, aim: 2.6, digits: 2 },
    },
  ];
}
