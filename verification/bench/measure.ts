import { verdictOf } from './figure.ts';
import { shuffled } from './shuffled.ts';
import type { Prepared } from './subject.ts';

/** How often the bench measures a subject at most. More does not help on a machine that is too busy. */
const PARTS_MAX = 4;

/**
 * Measures all subjects. Mixes their rounds, so that other load on the machine slows all subjects. Repeats the subjects whose
 * figures are too uncertain for a verdict.
 */
export async function measure(subjects: readonly Prepared[]): Promise<void> {
  let remaining = subjects;
  for (let part = 0; part < PARTS_MAX && remaining.length > 0; part += 1) {
    const rounds = remaining.flatMap((subject) =>
      Array.from({ length: subject.rounds }, () => subject.measure),
    );
    for (const round of shuffled(rounds)) {
      await round();
    }
    remaining = remaining.filter((subject) =>
      subject.figures().map(verdictOf).includes('cannot tell'),
    );
  }
}
