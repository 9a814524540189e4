import { runChild } from '../child.ts';
import { ratio } from '../figure.ts';
import { slimProgram } from '../function-program.ts';
import { prepared, type Subject } from '../subject.ts';

export const listings: Subject = {
  name: 'listings',
  summary: 'memory and STS calls while one caller lists 1,000,000 keys',
  prepare: async (bed) => {
    const folder = await slimProgram(bed, 'listings', 'children/listings.ts');
    return prepared({
      rounds: 1,
      round: async () => ({
        listings: await runChild({
          ...bed,
          folder,
          nodeArguments: ['--expose-gc'],
          arguments: [bed.endpoint],
        }),
      }),
      figures: (rounds) => [
        {
          name: 'STS calls for 1,000 listings of one caller',
          samples: rounds.map(({ listings }) => listings.stsCalls ?? Number.NaN),
          ...{ budget: 1, aim: 1, digits: 0 },
        },
        {
          name: 'memory, page 1,000 ÷ page 500 of 1,000,000 keys',
          samples: rounds.map(({ listings }) => ratio(listings.wholeBytes, listings.halfBytes)),
          ...{ budget: 1.1, aim: 1.02, digits: 2 },
        },
      ],
    });
  },
};
