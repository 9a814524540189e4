import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** `--tags`, `--tags=team=a`, `-t`, and `-t` among other letters. */
const TAGS_OPTION = /^(?:--tags(?:=|$)|-[A-Za-z]*t)/;

/** Runs `cdk deploy` with the same arguments, except those that would tag the stack. */
function deploy(options: readonly string[]): number {
  const refused = options.find((option) => TAGS_OPTION.test(option));
  if (refused !== undefined) {
    console.error(
      `${refused}: CloudFormation would give tags of the stack to the broker user, and every session would carry them. ` +
        'Set "tags" in the configuration instead. It tags all other resources.',
    );
    return 1;
  }
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const { status, error } = spawnSync(process.execPath, [cdk, 'deploy', ...options], {
    stdio: 'inherit',
  });
  if (error !== undefined) {
    throw error;
  }
  return status ?? 1;
}

process.exitCode = deploy(process.argv.slice(2));
