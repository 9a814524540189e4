/** A jest reporter: after a run of all tests it says how to run a part of them. */
export default class HowToRunAPart {
  #runsAll;

  constructor({ testPathPatterns }) {
    this.#runsAll = testPathPatterns.patterns.length === 0;
  }

  onRunComplete() {
    if (this.#runsAll) {
      process.stderr.write(
        '\nRun a part: npm test -- PATH, for example npm test -- test/core/grants (CONTRIBUTING.md says more).\n',
      );
    }
  }
}
