import {
  isListOfOneObject,
  listRule,
  PREFIX_TARGET,
  permissionParser,
  requestedTargetParser,
} from '../aws/target.ts';
import { object } from '../compound-parser.ts';
import { durationParser } from '../grants/grant.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import { docs, schema } from '../json-schema.ts';
import { boolean, checked, described, map, optional, type Parser, withDefault } from '../parser.ts';
import { nameParser, parseRequest } from './request-parser.ts';

export interface TokenRequest {
  readonly access: AccessRequest;
  /** Whether the answer only explains what would be issued. */
  readonly dryRun: boolean;
}

const bodyParser = checked(
  object({
    Target: requestedTargetParser,
    Permission: permissionParser,
    DurationSeconds: described(
      optional(durationParser),
      docs(
        "The session length. Without it, the session lasts one hour or the grant's maxDurationSeconds, whichever is shorter.",
        { examples: [3600] },
      ),
    ),
    Name: nameParser,
    DryRun: described(
      withDefault(boolean, false),
      docs('true: the answer explains what would be issued, and nothing is issued.'),
    ),
  }),
  ({ Target, Permission }, context) => {
    if (isListOfOneObject(Target, Permission)) {
      context.field('Permission').addProblem('LIST needs a Target that ends in /*');
    }
  },
  schema(() => listRule('Permission', { Target: PREFIX_TARGET })),
);

export const tokenRequestParser: Parser<TokenRequest> = map(
  bodyParser,
  ({ Target: target, Permission: permission, DurationSeconds, Name, DryRun }) => ({
    access: {
      target,
      permission,
      ...(DurationSeconds === undefined ? {} : { durationSeconds: DurationSeconds }),
      ...(Name === undefined ? {} : { name: Name }),
    },
    dryRun: DryRun,
  }),
);

/** Reads the JSON body of `POST /federation-tokens`. Throws BrokerError InvalidRequest with all problems. */
export function parseTokenRequest(body: unknown): TokenRequest {
  return parseRequest(tokenRequestParser, body, 'body');
}
