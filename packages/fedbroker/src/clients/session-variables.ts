import type { Section, Setup } from './setup.ts';

/**
 * Returns shell commands that set the credentials as environment variables, for clients that cannot run `fedbroker`.
 */
export function sessionVariables(
  { credentialsCommand }: Setup,
  ...lines: readonly string[]
): Section {
  return {
    place: 'Run in the shell, and again before the credentials expire',
    lines: [`eval "$(${credentialsCommand} --format env)"`, ...lines],
  };
}
