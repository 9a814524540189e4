import { POLICY_FILES, settings } from './settings.js';

export default settings({
  name: 'core',
  mutate: ['core/**/*.ts', ...POLICY_FILES.map((file) => `!${file}`)],
  tests: ['core/**/*.test.ts', 'schemas.test.ts'],
  atLeast: 85,
  ignoreStatic: true,
});
