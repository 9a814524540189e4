import { parseArgs } from 'node:util';
import {
  EVERYBODY,
  type Revocation,
  revocationParser,
} from '../../core/configuration/revocation.ts';
import type { RevocationChange } from '../../core/configuration/revocation-list.ts';
import { parse } from '../../core/parser.ts';
import { timestamp } from '../../core/timestamp.ts';
import { addRevocation, type RevocationFile } from './revocation-file.ts';

/** A command that revokes sessions. */
export interface RevokeCommand {
  /** The command as a person types it, such as `npm run revoke --`. */
  readonly command: string;
  /** Names the file that the command changes, in its help. */
  readonly target: string;
  /** The option that names the file, without `--`. */
  readonly fileOption: string;
  readonly defaultFile: string;
  readonly openFile: (path: string) => RevocationFile;
  readonly deployCommand: (path: string) => string;
}

/** The text before the name in an ARN or in a user id. */
const NAME_PREFIX = /^(?:arn:[a-z-]+:sts::\d{12}:federated-user\/|\d{12}:)/;

/** @throws InvalidInput, or Error that names the argument, the fault and what to write instead */
export function revoke(args: readonly string[], command: RevokeCommand): void {
  const now = new Date();
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      'issued-before': { type: 'string' },
      [command.fileOption]: { type: 'string', default: command.defaultFile },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usageOf(command));
    return;
  }
  const names = values.all ? [EVERYBODY, ...positionals] : positionals;
  if (names.length !== 1) {
    throw new Error('Give one NAME or --all. See --help.');
  }
  const issuedBefore = values['issued-before'];
  const file = command.openFile(String(values[command.fileOption]));
  const added = revocationOf(
    names[0],
    typeof issuedBefore === 'string' ? issuedBefore : undefined,
    now,
  );
  report(file.path, added, addRevocation(file, added, now), command);
}

function usageOf({ command, target, fileOption, defaultFile }: RevokeCommand): string {
  const option = `--${fileOption} FILE`.padEnd('--issued-before TIME'.length);
  return `Writes a revocation to the ${target}. The next deployment then ends the live sessions of a federated user.

Usage: ${command} NAME [options]
       ${command} --all [options]

  NAME                  the federated user: the name, ARN or user id that CloudTrail and the audit events show
  --all                 end the sessions of all federated users
  --issued-before TIME  end the sessions issued before this time (default: now), such as 2026-11-21T20:00:00Z
  ${option}  the ${target} (default ${defaultFile})
  --help                show this help
`;
}

/** Rounds the current time up, because a session issued in the current second must end, too. */
function revocationOf(name = '', issuedBefore: string | undefined, now: Date): Revocation {
  const nextSecond = new Date(Math.ceil(now.getTime() / 1000) * 1000);
  const revocation = parse(revocationParser, {
    federatedUser: name.replace(NAME_PREFIX, ''),
    issuedBefore: issuedBefore ?? timestamp(nextSecond),
  });
  if (Date.parse(revocation.issuedBefore) > nextSecond.getTime()) {
    throw new Error(
      '--issued-before: must not be in the future, because sessions issued until then would fail.',
    );
  }
  return revocation;
}

function report(
  path: string,
  { federatedUser }: Revocation,
  { revocations, pruned }: RevocationChange,
  { deployCommand }: RevokeCommand,
): void {
  const isAll = federatedUser === EVERYBODY;
  const who = isAll ? 'everybody' : federatedUser;
  const current = revocations.find((revocation) => revocation.federatedUser === federatedUser);
  console.log(`${path} now revokes the sessions of ${who} issued before ${current?.issuedBefore}.`);
  for (const { federatedUser: removed, issuedBefore } of pruned) {
    console.log(
      `Removed the revocation of ${removed} before ${issuedBefore}: all those sessions have expired.`,
    );
  }
  console.log(`
First ${
    isAll
      ? 'close the hole through which the credentials leaked'
      : `end what lets ${who} in: the session at the identity provider, the sessions of the role, or the grant`
  }. Otherwise one request gets a new session.
Then deploy with the same configuration:

  ${deployCommand(path)}

The deployment changes only the policies of the broker user that deny. Sessions issued after ${current?.issuedBefore} keep working.`);
}
