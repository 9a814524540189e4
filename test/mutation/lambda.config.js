import { settings } from './settings.js';

export default settings({
  name: 'lambda',
  mutate: ['lambda/**/*.ts'],
  tests: ['lambda/**/*.test.ts'],
  atLeast: 85,
  ignoreStatic: true,
});
