import { spawnSync } from 'node:child_process';
import { environmentText } from '../../tools/local/environment-file.ts';

function inShell(text: string, command: string): string {
  const environment = { ...process.env, AWS_PROFILE: 'mine', AWS_ACCESS_KEY_ID: 'AKIAMINE' };
  return spawnSync('sh', ['-c', `${text}${command}`], { encoding: 'utf8', env: environment })
    .stdout;
}

test('a shell reads every value exactly', () => {
  const value = `it's $HOME; a "b" \`c\` * \\`;
  expect(inShell(environmentText({ VALUE: value }), 'printf %s "$VALUE"')).toBe(value);
});

test('a variable without a value is not set', () => {
  expect(inShell(environmentText({ VALUE: undefined }), 'printf %s "${VALUE-unset}"')).toBe(
    'unset',
  );
});

test("the person's own AWS credentials are unset, because AWS's tools would prefer them", () => {
  const names = '"${AWS_PROFILE-unset} ${AWS_ACCESS_KEY_ID-unset}"';
  expect(inShell(environmentText({}), `printf %s ${names}`)).toBe('unset unset');
});
