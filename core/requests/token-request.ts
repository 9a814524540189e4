import { list, object } from '../compound-parser.ts';
import { ACCESSES_MAX, type SessionRequest } from '../grants/session-match.ts';
import { docs, schema } from '../json-schema.ts';
import { accessesOf, type OwnPolicy, type PolicyRequest } from '../own-policies/own-policy.ts';
import { ownPolicyParser } from '../own-policies/own-policy-parser.ts';
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
  readonly session: PolicyRequest;
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

/** Reads `Policy`. */
const policyParser = map(
  object({ Policy: ownPolicyParser, ...commonFields }),
  ({ Policy, ...common }) =>
    tokenRequest({ ...common, Accesses: accessesOf(Policy), ownPolicy: Policy }),
);

export const tokenRequestParser: Parser<TokenRequest> = {
  read(value, context) {
    const has = (field: string) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, field);
    const hasTarget = has('Target') || has('Permission');
    if (has('Policy')) {
      return hasTarget || has('Accesses')
        ? context
            .field('Policy')
            .addProblem('cannot be together with Target, Permission and Accesses: leave them out')
        : policyParser.read(value, context);
    }
    if (!has('Accesses')) {
      return oneAccessParser.read(value, context);
    }
    return hasTarget
      ? context
          .field('Accesses')
          .addProblem(
            'cannot be together with Target and Permission: write each access in Accesses',
          )
      : accessesParser.read(value, context);
  },
  schema: schema(() => ({
    oneOf: [oneAccessParser.schema(), accessesParser.schema(), policyParser.schema()],
  })),
};

function tokenRequest({
  Accesses,
  ownPolicy,
  DurationSeconds,
  Name,
  DryRun,
}: {
  readonly Accesses: SessionRequest['accesses'];
  readonly ownPolicy?: OwnPolicy;
  readonly DurationSeconds?: number;
  readonly Name?: string;
  readonly DryRun: boolean;
}): TokenRequest {
  return {
    session: {
      accesses: Accesses,
      ...(ownPolicy === undefined ? {} : { ownPolicy }),
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
