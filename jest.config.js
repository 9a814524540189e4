import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import localAws from './packages/local-aws/jest.config.js';

const { compilerOptions } = JSON.parse(readFileSync(new URL('tsconfig.json', import.meta.url)));

// `npm run synth` validates the template. Without this, each test file that synthesizes would start the validator, too.
process.env.CDK_VALIDATION = 'false';

export default {
  ...localAws,
  // At least four, because tests wait for processes, servers and timers half of the time. Each worker needs up to 1 GB.
  maxWorkers: Math.max(4, availableParallelism()),
  // An absolute path, because Stryker does not know <rootDir>.
  testEnvironment: fileURLToPath(new URL('test/environment.cjs', import.meta.url)),
  reporters: ['default', '<rootDir>/test/slowest-tests.js', '<rootDir>/test/how-to-run-a-part.js'],
  testMatch: [
    '<rootDir>/test/**/*.test.ts',
    '<rootDir>/packages/*/test/**/*.test.ts',
    '<rootDir>/portal/test/**/*.test.ts',
    '<rootDir>/verification/**/*.test.ts',
  ],
  moduleNameMapper: Object.fromEntries(
    Object.entries(compilerOptions.paths).map(([name, [file]]) => [
      `^${name}$`,
      file.replace('.', '<rootDir>'),
    ]),
  ),
  testPathIgnorePatterns: [
    '/node_modules/',
    // Apps that use the package; their own jest runs their tests.
    '<rootDir>/test/package/apps/',
    // These run the CDK CLI many times and take minutes: npm run test:trial, npm run test:cdk.
    '<rootDir>/verification/trial/',
    '<rootDir>/test/end-to-end/cdk-updates.test.ts',
  ],
  // Stryker copies the project to this folder.
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
};
