import TestSequencer from '@jest/test-sequencer';

/** Most mutants are noticed by a test that takes no time: jest itself would begin with those that take the most. */
export default class QuickTestsFirst extends TestSequencer.default {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => durationOf(one) - durationOf(other));
  }
}

function durationOf({ duration = Number.POSITIVE_INFINITY }) {
  return duration;
}
