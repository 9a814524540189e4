import { runChild } from '../child.ts';
import { slimProgram } from '../function-program.ts';
import { prepared, type Subject } from '../subject.ts';

export const parts: Subject = {
  name: 'parts',
  summary: 'processor time of the parts of a warm issue, without a budget',
  prepare: async (bed) => {
    const folder = await slimProgram(bed, 'parts', 'children/parts.ts');
    return prepared({
      rounds: 3,
      round: async () => ({ parts: await runChild({ ...bed, folder }) }),
      figures: () => [],
    });
  },
};
