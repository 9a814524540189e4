const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** The AsyncLocalStorages that the current test file has used. */
const used = new Set();

for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    used.add(this);
    return original.apply(this, args);
  };
}

/**
 * Disables the AsyncLocalStorages of a test file when the file ends. Each test file loads its own copy of jest-circus, and each
 * copy uses an AsyncLocalStorage. Before version 24, Node.js updates every used storage at each promise. Without this class,
 * promises in the last files of a process would take up to ten times as long as in the first.
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
