import { Failure } from '../failure.ts';
import { shellWord, windowsWord } from '../shell-word.ts';
import { ENDS_LINE, NAME, type Section, type Setup } from './setup.ts';

/**
 * cmd.exe, which runs `fedbroker.cmd`, interprets a `"` and a `%` also within quotes. After a `\`, programs read the closing quote as
 * part of the word.
 */
const UNSAFE_ON_WINDOWS = /["%]|\\$/;

/**
 * Returns an AWS profile that renews its credentials by running `fedbroker`. The AWS CLI and the AWS SDKs read
 * profiles.
 */
export function awsProfile(setup: Setup): Section {
  const { region, s3Url, isLocal } = setup;
  return {
    place: 'Add to ~/.aws/config',
    lines: [
      `[profile ${NAME}]`,
      `credential_process = ${credentialProcess(setup)}`,
      `region = ${region}`,
      ...(isLocal ? [`endpoint_url = ${s3Url}`] : []),
      // In us-east-1, version 1 of the AWS CLI presigns URLs with Signature Version 2, which most Regions refuse.
      's3 =',
      '    signature_version = s3v4',
    ],
  };
}

/**
 * On Windows, npm installs `fedbroker.cmd`. The AWS CLI and boto3 use no shell, so they do not find it without its ending.
 *
 * Throws Failure.
 */
function credentialProcess({ credentialsArguments, isWindows }: Setup): string {
  const words = [...credentialsArguments, '--format', 'process'];
  const word = words.find(
    (each) => ENDS_LINE.test(each) || (isWindows && UNSAFE_ON_WINDOWS.test(each)),
  );
  if (word !== undefined) {
    throw new Failure(
      'usage',
      `config cannot write ${word} into ~/.aws/config, because it contains a control character, # or ; after a space${isWindows ? ', or " or %, or ends in \\' : ''}`,
    );
  }
  return isWindows
    ? ['fedbroker.cmd', ...words.map(windowsWord)].join(' ')
    : ['fedbroker', ...words.map(shellWord)].join(' ');
}
