import path from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/**
 * Most mutants are noticed by the tests of their own file, and most others by some that take no time: jest itself would begin
 * with the tests that take the most.
 */
export default class MirroredTestsFirst extends TestSequencer {
  /** Of the files that the mutant is in, as Stryker tells jest. */
  #names;

  constructor(options) {
    super(options);
    this.#names = options.globalConfig.nonFlagArgs.map((file) => path.basename(file, '.ts'));
  }

  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => this.#rank(one) - this.#rank(other));
  }

  #rank({ path: file, duration = Number.MAX_SAFE_INTEGER }) {
    return this.#names.includes(path.basename(file, '.test.ts')) ? 0 : duration;
  }
}
