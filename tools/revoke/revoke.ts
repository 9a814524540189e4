import { parseArgs } from 'node:util';
import {
  EVERYBODY,
  type Revocation,
  revocationParser,
} from '../../core/configuration/revocation.ts';
import { parse } from '../../core/parser.ts';
import { readText, within } from '../../lib/input-file.ts';
import { readAuditLog } from './audit-log.ts';
import { type AuditFile, accountOf, federatedUserOf } from './federated-user.ts';
import { checkIssuedBefore, defaultIssuedBefore } from './issued-before.ts';
import { type DeploymentCommands, reportOf } from './report.ts';
import { addRevocation, type RevocationFile } from './revocation-file.ts';
import { type CommandNames, usageOf } from './usage.ts';

/** A command that revokes sessions. */
export interface RevokeCommand extends CommandNames {
  readonly openFile: (path: string) => RevocationFile;
  /** The `federatedUserNames` of all grants. Undefined if the grants are not known. */
  readonly requestableNames: (path: string) => readonly string[] | undefined;
  readonly deployment: (path: string) => DeploymentCommands;
}

/** @throws InvalidInput for a faulty file; Error that names the argument, the fault and what to write instead */
export function revoke(args: readonly string[], command: RevokeCommand): void {
  const now = new Date();
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      'from-audit': { type: 'string' },
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
  const [given] = names;
  if (names.length !== 1 || given === undefined) {
    throw new Error('Give one NAME or --all. See --help.');
  }
  const file = command.openFile(String(values[command.fileOption]));
  file.read();
  const audit = auditFile(textOf(values['from-audit']));
  const added = revocationOf(
    given === EVERYBODY
      ? EVERYBODY
      : federatedUserOf(given, { audit, requestable: command.requestableNames(file.path) }),
    textOf(values['issued-before']),
    now,
  );
  const change = addRevocation(file, added, now);
  console.log(
    reportOf(
      { path: file.path, added, change, audit, account: accountOf(given), now },
      command.deployment(file.path),
    ),
  );
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function auditFile(path: string | undefined): AuditFile | undefined {
  if (path === undefined) {
    return undefined;
  }
  const lines = readAuditLog(within(path, () => readText(path)));
  if (lines.length === 0) {
    throw new Error(
      `${path} has no event with a federatedUserName. Give it lines of the audit log, or what aws logs filter-log-events, ` +
        'tail or get-query-results prints.',
    );
  }
  return { path, lines };
}

function revocationOf(
  federatedUser: string,
  issuedBefore: string | undefined,
  now: Date,
): Revocation {
  const revocation = parse(revocationParser, {
    federatedUser,
    issuedBefore: issuedBefore ?? defaultIssuedBefore(now),
  });
  checkIssuedBefore(revocation, now);
  return revocation;
}
