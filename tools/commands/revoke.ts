import { existsSync } from 'node:fs';
import { checkRevocations } from '../../core/configuration/revocation.ts';
import { within } from '../../lib/input-file.ts';
import { Revocations } from '../../lib/revocations.ts';
import { readBroker, type SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import { revoke as revokeIn } from '../revoke/revoke.ts';
import { shellWord } from '../shell-word.ts';

/** Edits a file that a CDK app reads with `Revocations.fromFile`. */
export function revoke(args: readonly string[]): void {
  const broker = lastSynthesized();
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
    requestableNames: () =>
      broker?.grants.flatMap(({ federatedUserNames = [] }) => federatedUserNames),
    deployment: () => {
      const stack = broker === undefined ? 'STACK' : shellWord(broker.stack.hierarchicalId);
      return {
        diff: `npx cdk diff ${stack} --exclusively`,
        deploy: `npx cdk deploy ${stack} --exclusively --require-approval never`,
      };
    },
  });
}

/**
 * The broker in `cdk.out`. Returns undefined if `cdk.out` does not contain exactly one broker, because the command also works
 * without a broker.
 */
function lastSynthesized(): SynthesizedBroker | undefined {
  try {
    return readBroker('cdk.out');
  } catch {
    return undefined;
  }
}
