import { readFile } from 'node:fs/promises';
import type { Options } from './command-line.ts';
import { OPTIONS } from './command-table.ts';
import { parseDuration } from './duration.ts';
import { codeOf, Failure } from './failure.ts';
import { formatTarget, parseTarget } from './target.ts';

interface RequestedAccess {
  readonly Target: string;
  readonly Permission: string;
}

/** The body of `POST /federation-tokens` for one or several accesses, or for what a policy allows. */
export type SessionRequest = (
  | RequestedAccess
  | { readonly Accesses: readonly RequestedAccess[] }
  | { readonly Policy: string }
) & {
  readonly DurationSeconds?: number;
  readonly Name?: string;
};

/** Makes the request of the operands, each of which is `TARGET` or `PERMISSION=TARGET`, or of `--policy`. Throws Failure. */
export async function sessionRequest(
  operands: readonly string[],
  options: Options,
): Promise<SessionRequest> {
  return {
    ...(options.policy === undefined
      ? accessesIn(operands, options.permission)
      : { Policy: await readPolicy(options.policy, options.permission) }),
    DurationSeconds: options.duration === undefined ? undefined : parseDuration(options.duration),
    Name: options.name,
  };
}

function accessesIn(operands: readonly string[], permission: string | undefined) {
  const accesses = operands.map((operand) => requestedAccess(operand, permission));
  const [first, ...others] = accesses;
  return first !== undefined && others.length === 0 ? first : { Accesses: accesses };
}

/** Returns the text unchanged, because only the broker's parser refuses policies that IAM would read differently. */
async function readPolicy(file: string, permission: string | undefined): Promise<string> {
  if (permission !== undefined) {
    throw new Failure('usage', 'give either --policy or --permission, not both');
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('usage', `cannot read the policy ${file} (${codeOf(error)})`);
  }
}

function requestedAccess(operand: string, permissionOption: string | undefined): RequestedAccess {
  // A target has a colon before each equals sign.
  const [, written, target = operand] = /^([^:=]*)=(.*)$/s.exec(operand) ?? [];
  const { choices } = OPTIONS.permission;
  if (written !== undefined && !choices.some((choice) => choice === written)) {
    throw new Failure(
      'usage',
      `write PERMISSION=TARGET with one of ${choices.join(', ')}, but not with ${written}`,
    );
  }
  if (written !== undefined && permissionOption !== undefined) {
    throw new Failure('usage', `give either --permission or ${written}=TARGET, not both`);
  }
  return {
    Target: formatTarget(parseTarget(target)),
    Permission: written ?? permissionOption ?? 'READ',
  };
}
