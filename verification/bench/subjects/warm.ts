import { runChild } from '../child.ts';
import { ratio } from '../figure.ts';
import { slimProgram } from '../function-program.ts';
import { prepared, type Subject } from '../subject.ts';

/** One process would not be enough, because the just-in-time compiler's result differs between processes. */
const PROCESSES = 8;

export const warm: Subject = {
  name: 'warm',
  summary: 'processor time of a warm issue and a warm listing',
  prepare: async (bed) => {
    const folder = await slimProgram(bed, 'warm', 'children/warm.ts');
    return prepared({
      rounds: PROCESSES,
      round: async () => ({ warm: await runChild({ ...bed, folder }) }),
      figures: (rounds) => [
        {
          name: 'warm issue, processor time ÷ the SDK’s own call',
          samples: rounds.map(({ warm }) =>
            ratio(warm.issueMilliseconds, warm.sdkIssueMilliseconds),
          ),
          ...{ budget: 1.1, aim: 1.05, digits: 2 },
        },
        {
          name: 'warm listing of 1,000 keys, processor time ÷ the SDK’s own call',
          samples: rounds.map(({ warm }) => ratio(warm.listMilliseconds, warm.sdkListMilliseconds)),
          ...{ budget: 1.1, aim: 0.5, digits: 2 },
        },
      ],
    });
  },
};
