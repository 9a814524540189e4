export default {
  // Milliseconds. No test measures time by this limit: a test that takes a second can take many on a busy machine.
  testTimeout: 120_000,
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
    'node_modules/(?:jose|oauth4webapi|openid-client)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' } },
    ],
  },
  // These have only ES modules, and jest loads CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(?:jose|oauth4webapi|openid-client)/)'],
};
