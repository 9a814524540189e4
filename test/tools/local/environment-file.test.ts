import { spawnSync } from 'node:child_process';
import { environmentText } from '../../../tools/local/environment-file.ts';
import { shellWord } from '../../../tools/shell-word.ts';

/** The shell gets no other variables, because the shell that runs the tests may have read the `.local/env` of a local run. */
function inShell(text: string, command: string): string {
  const { PATH } = process.env;
  const environment = { PATH, AWS_PROFILE: 'mine', AWS_ACCESS_KEY_ID: 'AKIAMINE' };
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

test('clients reach the local run without a proxy, and the user’s own proxy exceptions remain', () => {
  const names = 'NO_PROXY=example.com; unset no_proxy; ';
  const shown = inShell(`${names}${environmentText({})}`, 'printf %s "$NO_PROXY $no_proxy"');
  expect(shown).toBe('127.0.0.1,example.com 127.0.0.1,example.com');
});

test("the user's own endpoint variables are unset, because AWS's tools would prefer them", () => {
  const own =
    'export AWS_ENDPOINT_URL_S3=x AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true AWS_ROLE_ARN=x; ';
  const shown = inShell(`${own}${environmentText({})}`, 'env | grep -E "^AWS_(END|IGN|ROLE)"');
  expect(shown).toBe('');
});

test.each(["it's", 'a b', '=ls', '~', '*?[x]', 'a;b', '$HOME', '-- x', '', 'plain-1.2/x=y@z+'])(
  'bash and zsh pass the printed argument %j unchanged',
  (word) => {
    for (const shell of ['bash', 'zsh']) {
      const args = ['-c', `printf %s ${shellWord(word)}`];
      const { error, stdout } = spawnSync(shell, args, { encoding: 'utf8' });
      // zsh is not installed on every machine.
      expect(error === undefined ? stdout : word).toBe(word);
    }
  },
);
