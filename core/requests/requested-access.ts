import {
  isListOfOneObject,
  listRule,
  PREFIX_TARGET,
  permissionParser,
  requestedTargetParser,
} from '../aws/target.ts';
import { object, type ParsedFields } from '../compound-parser.ts';
import { durationParser } from '../grants/grant.ts';
import type { RequestedAccess } from '../grants/session-match.ts';
import { docs, type JsonSchema, schema } from '../json-schema.ts';
import { checked, described, map, optional, type Parser, titled } from '../parser.ts';
import type { ParseContext } from '../problems.ts';

export const accessFields = { Target: requestedTargetParser, Permission: permissionParser };

type AccessFields = ParsedFields<typeof accessFields>;

/** Adds a problem for LIST on one object, which no policy can allow. */
export function checkAccessFields(
  { Target, Permission }: AccessFields,
  context: ParseContext,
): void {
  if (isListOfOneObject(Target, Permission)) {
    context.field('Permission').addProblem('LIST needs a Target that ends in /*');
  }
}

/** What `checkAccessFields` checks. */
export const accessFieldsRule: () => JsonSchema = schema(() =>
  listRule('Permission', { Target: PREFIX_TARGET }),
);

/** Reads `{"Target", "Permission"}`. */
export const requestedAccessParser: Parser<RequestedAccess> = titled(
  'Requested access',
  map(
    checked(object(accessFields), checkAccessFields, accessFieldsRule),
    ({ Target, Permission }) => ({ target: Target, permission: Permission }),
  ),
);

export const requestedDurationParser: Parser<number | undefined> = described(
  optional(durationParser),
  docs(
    'The session length. Without it, the session lasts one hour or the shortest maxDurationSeconds of the grants, whichever is shorter.',
    { examples: [3600] },
  ),
);
