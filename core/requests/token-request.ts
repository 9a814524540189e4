import { list, object } from '../compound-parser.ts';
import { ACCESSES_MAX, type SessionRequest } from '../grants/session-match.ts';
import { docs, schema } from '../json-schema.ts';
import { boolean, checked, described, map, type Parser, withDefault } from '../parser.ts';
import { nameParser, parseRequest } from './request-parser.ts';
import {
  accessFields,
  accessFieldsRule,
  checkAccessFields,
  requestedAccessParser,
  requestedDurationParser,
} from './requested-access.ts';

export interface TokenRequest {
  readonly session: SessionRequest;
  /** Whether the answer only explains what would be issued. */
  readonly dryRun: boolean;
}

const commonFields = {
  DurationSeconds: requestedDurationParser,
  Name: nameParser,
  DryRun: described(
    withDefault(boolean, false),
    docs('true: the answer explains what would be issued, and nothing is issued.'),
  ),
};

/** Reads `Target` and `Permission`. */
const oneAccessParser = map(
  checked(object({ ...accessFields, ...commonFields }), checkAccessFields, accessFieldsRule),
  ({ Target, Permission, ...common }) =>
    tokenRequest({ ...common, Accesses: [{ target: Target, permission: Permission }] }),
);

/** Reads `Accesses`. */
const accessesParser = map(
  object({
    Accesses: described(
      list(requestedAccessParser, 1, ACCESSES_MAX),
      docs('The accesses of one session. Each needs a grant that covers it.'),
    ),
    ...commonFields,
  }),
  tokenRequest,
);

export const tokenRequestParser: Parser<TokenRequest> = {
  read(value, context) {
    const has = (field: string) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, field);
    if (!has('Accesses')) {
      return oneAccessParser.read(value, context);
    }
    return has('Target') || has('Permission')
      ? context
          .field('Accesses')
          .addProblem(
            'cannot be together with Target and Permission: write each access in Accesses',
          )
      : accessesParser.read(value, context);
  },
  schema: schema(() => ({ oneOf: [oneAccessParser.schema(), accessesParser.schema()] })),
};

function tokenRequest({
  Accesses,
  DurationSeconds,
  Name,
  DryRun,
}: {
  readonly Accesses: SessionRequest['accesses'];
  readonly DurationSeconds?: number;
  readonly Name?: string;
  readonly DryRun: boolean;
}): TokenRequest {
  return {
    session: {
      accesses: Accesses,
      ...(DurationSeconds === undefined ? {} : { durationSeconds: DurationSeconds }),
      ...(Name === undefined ? {} : { name: Name }),
    },
    dryRun: DryRun,
  };
}

/** Reads the JSON body of `POST /federation-tokens`. Throws BrokerError InvalidRequest with all problems. */
export function parseTokenRequest(body: unknown): TokenRequest {
  return parseRequest(tokenRequestParser, body, 'body');
}
