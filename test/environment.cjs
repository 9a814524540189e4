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

/** Temporary folders that the CDK made during the current test file. The CDK does not remove them. */
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
 * When a test file ends, this class removes the folders that the CDK made for it, and disables its AsyncLocalStorages. Each test
 * file loads its own copy of jest-circus, and each copy uses an AsyncLocalStorage. Node.js before version 24 updates every used
 * storage at each promise. If they stayed enabled, promises in the last files of a process would take ten times as long.
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
