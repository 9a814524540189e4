import type { Options } from './command-line.ts';
import { OPTIONS } from './command-table.ts';
import { parseDuration } from './duration.ts';
import { Failure } from './failure.ts';
import { formatTarget, parseTarget } from './target.ts';

export interface RequestedAccess {
  readonly Target: string;
  readonly Permission: string;
}

/** The body of `POST /federation-tokens` for one or several accesses. */
export type SessionRequest = (
  | RequestedAccess
  | { readonly Accesses: readonly RequestedAccess[] }
) & {
  readonly DurationSeconds?: number;
  readonly Name?: string;
};

/** Makes the request of the operands, each of which is `TARGET` or `PERMISSION=TARGET`. Throws Failure. */
export function sessionRequest(operands: readonly string[], options: Options): SessionRequest {
  const accesses = operands.map((operand) => requestedAccess(operand, options.permission));
  const [first, ...others] = accesses;
  return {
    ...(first !== undefined && others.length === 0 ? first : { Accesses: accesses }),
    DurationSeconds: options.duration === undefined ? undefined : parseDuration(options.duration),
    Name: options.name,
  };
}

/** Returns the accesses of a request in the order of the command line. */
export function accessesOf(request: SessionRequest): readonly RequestedAccess[] {
  return 'Accesses' in request ? request.Accesses : [request];
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
