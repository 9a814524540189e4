import path from 'node:path';
import { TRIAL_APP } from '../../../tools/trial/cdk.ts';

test('the command of the trial’s app quotes its path, which can contain spaces', () => {
  expect(TRIAL_APP).toBe(`node --import tsx "${path.resolve('tools/trial/trial-app.ts')}"`);
});
