import { existsSync } from 'node:fs';
import { checkRevocations } from '../../core/configuration/revocation.ts';
import { within } from '../../lib/input-file.ts';
import { Revocations } from '../../lib/revocations.ts';
import { revoke as revokeIn } from '../revoke/revoke.ts';

/** Edits a file that an app gives to its broker by `Revocations.fromFile`. */
export function revoke(args: readonly string[]): void {
  revokeIn(args, {
    command: 'npx federation-broker revoke',
    target: 'file that your app reads with Revocations.fromFile',
    fileOption: 'file',
    defaultFile: 'revocations.json',
    openFile: (path) => ({
      path,
      read: () => {
        if (!existsSync(path)) {
          throw new Error(
            `${path} does not exist: create it with {"revocations": []}, and give it to the broker with Revocations.fromFile`,
          );
        }
        const { entries } = Revocations.fromFile(path);
        within(path, () => checkRevocations(entries));
        return entries;
      },
    }),
    deployCommand: () => 'npx cdk deploy',
  });
}
