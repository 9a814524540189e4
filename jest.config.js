// Node.js 20 is what the tools run on here, not what the functions run on: each test need not say so.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// `npm run synth` validates the template; here each test file would start the validator anew.
process.env.CDK_VALIDATION = 'false';

export default {
  // Much of the time goes into waiting for processes and servers: every processor has its worker.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/test/how-to-run-a-part.js'],
  testMatch: [
    '<rootDir>/test/**/*.test.ts',
    '<rootDir>/packages/*/test/**/*.test.ts',
    '<rootDir>/verification/**/*.test.ts',
  ],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
    'node_modules/jose/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2023' } }],
  },
  // Apps that use the package; their own jest runs their tests.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/package/apps/'],
  // Where Stryker copies the project to.
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
  // jose comes as ES modules alone, and jest loads CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
};
