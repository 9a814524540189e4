const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** The storages that the current test file has used. */
const used = new Set();

for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    used.add(this);
    return original.apply(this, args);
  };
}

/**
 * Disables the AsyncLocalStorages of a test file after the file. Each test file loads its own copy of jest-circus, and each copy
 * uses an AsyncLocalStorage. Before version 24, Node.js keeps every used storage up to date at each promise, so the promises of
 * the last files in a process would take up to ten times as long as those of the first.
 */
module.exports = class extends TestEnvironment {
  async teardown() {
    await super.teardown();
    for (const storage of used) {
      storage.disable();
    }
    used.clear();
  }
};
