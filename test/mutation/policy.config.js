import { POLICY_FILES, settings } from './settings.js';

export default settings({
  name: 'policy',
  mutate: [...POLICY_FILES, 'lambda/adapters/log.ts'],
  tests: ['core/**/*.test.ts', 'lambda/audit-log.test.ts', 'schemas.test.ts'],
  atLeast: 95,
  ignoreStatic: false,
});
