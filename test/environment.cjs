const { AsyncLocalStorage } = require('node:async_hooks');
const fs = require('node:fs');
const path = require('node:path');
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

/** The temporary folders in which the CDK has synthesized for the current test file. It never removes them. */
const synthesized = new Set();

const makeTemporaryFolder = fs.mkdtempSync;
fs.mkdtempSync = (prefix, ...args) => {
  const folder = makeTemporaryFolder(prefix, ...args);
  if (path.basename(String(prefix)) === 'cdk.out') {
    synthesized.add(folder);
  }
  return folder;
};

/**
 * When a test file ends, this class removes the folders that the CDK has made for it, and disables its AsyncLocalStorages. Each
 * test file loads its own copy of jest-circus, and each copy uses an AsyncLocalStorage. Before version 24, Node.js updates every
 * used storage at each promise, so promises in the last files of a process would take up to ten times as long as in the first.
 */
module.exports = class extends TestEnvironment {
  async teardown() {
    await super.teardown();
    for (const storage of used) {
      storage.disable();
    }
    used.clear();
    for (const folder of synthesized) {
      fs.rmSync(folder, { recursive: true, force: true });
    }
    synthesized.clear();
  }
};
