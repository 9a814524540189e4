import { parseTrialArguments } from '../../../tools/trial/arguments.ts';

const ACCOUNT = ['--account', '111122223333'];

test('a trial asks before it creates anything, unless --yes or --local is given', () => {
  expect(parseTrialArguments(ACCOUNT)?.isConfirmed).toBe(false);
  expect(parseTrialArguments([...ACCOUNT, '--yes'])?.isConfirmed).toBe(true);
  expect(parseTrialArguments(['--local'])?.isConfirmed).toBe(true);
});

test.each([
  [ACCOUNT, 'own stack'],
  [[...ACCOUNT, '--stack', 'Broker'], 'deployed stack'],
  [[...ACCOUNT, '--clean'], 'clean'],
  [['--local'], 'local'],
])('%j tries the %s', (args, mode) => {
  expect(parseTrialArguments(args)?.mode).toBe(mode);
});

test.each([
  [[], '--account: must be the 12 digits of the account to use, was ""'],
  [['--account', '1111-2222'], '--account: must be the 12 digits'],
  [['--account', '111122223333', '--local'], '--account: the local AWS has an account of its own'],
  [[...ACCOUNT, '--clean', '--stack', 'Broker'], '--clean and --stack exclude each other'],
])('%j is refused: %s', (args, message) => {
  expect(() => parseTrialArguments(args)).toThrow(message);
});
