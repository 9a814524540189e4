export default {
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/local-aws/test/**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
  },
};
