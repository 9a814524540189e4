import type { Section, Setup } from './setup.ts';

/** For clients that cannot run `fedbroker` themselves. */
export function sessionVariables(
  { credentialsCommand }: Setup,
  ...lines: readonly string[]
): Section {
  return {
    place: 'Run in the shell, and again before the credentials expire',
    lines: [`eval "$(${credentialsCommand} --format env)"`, ...lines],
  };
}
