import { verdictOf } from '../figure.ts';
import { measure } from '../measure.ts';
import { prepared } from '../subject.ts';

const BUDGET = 1;

/** @param sample returns what one round has measured */
function subjectOf(rounds: number, sample: () => number) {
  return prepared({
    rounds,
    round: async () => ({ program: { value: sample() } }),
    figures: (measured) => [
      {
        name: 'f',
        samples: measured.map(({ program }) => program.value),
        ...{ budget: BUDGET, aim: 0, digits: 3 },
      },
    ],
  });
}

/** @returns the number of measured rounds, and the verdict */
async function judged(rounds: number, sample: () => number) {
  const subject = subjectOf(rounds, sample);
  await measure([subject]);
  return [subject.measured().length, ...subject.figures().map(verdictOf)];
}

test('only a subject whose verdict is uncertain is measured again, and at most three times', async () => {
  const alternating = (values: readonly number[]) => () => {
    const [next = 0, ...rest] = values;
    values = [...rest, next];
    return next;
  };
  expect(await judged(8, () => 0.9)).toEqual([8, 'within']);
  expect(await judged(8, () => 1.1)).toEqual([8, 'over']);
  expect(await judged(8, alternating([0.9, 1.1]))).toEqual([32, 'cannot tell']);
});

test.each([6, 8, 16, 32])(
  'with %d rounds and their repetitions, fewer than 5 of 100 runs call a figure within whose real median is over its budget',
  async (rounds) => {
    const runs = 1_500;
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    let within = 0;
    for (let run = 0; run < runs; run += 1) {
      // The real median is just over the budget, where a wrong verdict is likeliest.
      const [, verdict] = await judged(rounds, () => BUDGET + random() - 0.4995);
      within += Number(verdict === 'within');
    }
    expect(within / runs).toBeLessThan(0.05);
  },
);
