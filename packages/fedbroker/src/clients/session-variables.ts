import { shellWord } from '../shell-word.ts';
import type { Section, Setup } from './setup.ts';

/**
 * Returns shell commands that set the credentials as environment variables, for clients that cannot run `fedbroker`.
 */
export function sessionVariables(
  { credentialsArguments }: Setup,
  ...lines: readonly string[]
): Section {
  // On Windows, too, only a shell such as Git Bash can run this.
  const command = ['fedbroker', ...credentialsArguments, '--format', 'env']
    .map(shellWord)
    .join(' ');
  return {
    place: 'Run in the shell, and again before the credentials expire',
    lines: [`eval "$(${command})"`, ...lines],
  };
}
