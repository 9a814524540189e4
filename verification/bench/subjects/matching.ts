import { runChild } from '../child.ts';
import { ratio } from '../figure.ts';
import { slimProgram } from '../function-program.ts';
import { prepared, type Subject } from '../subject.ts';

/** One process would not be enough, because the just-in-time compiler's result differs between processes. */
const PROCESSES = 8;

export const matching: Subject = {
  name: 'matching',
  summary: 'the search for the grant of a request among many grants',
  prepare: async (bed) => {
    const folder = await slimProgram(bed, 'matching', 'children/matching.ts');
    return prepared({
      rounds: PROCESSES,
      round: async () => ({ matching: await runChild({ ...bed, folder }) }),
      figures: (rounds) => [
        {
          name: 'matching, 10,000 grants ÷ 10 grants',
          samples: rounds.map(({ matching }) =>
            ratio(matching.manyMicroseconds, matching.fewMicroseconds),
          ),
          ...{ budget: 1.5, aim: 1.1, digits: 2 },
        },
        {
          name: 'matching of 10 accesses, 10,000 grants ÷ 10 grants',
          samples: rounds.map(({ matching }) =>
            ratio(matching.manySeveralMicroseconds, matching.fewSeveralMicroseconds),
          ),
          ...{ budget: 1.1, aim: 1.1, digits: 2 },
        },
      ],
    });
  },
};
