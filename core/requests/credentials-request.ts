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
import { checked, described, map, optional, type Parser } from '../parser.ts';
import { fromQuery, numberParameter } from './query-string.ts';
import { nameParser, parseRequest } from './request-parser.ts';

const parametersParser = checked(
  object({
    target: requestedTargetParser,
    permission: permissionParser,
    'duration-seconds': described(
      optional(numberParameter(durationParser)),
      docs(
        "The session length. Without it, the session lasts one hour or the grant's maxDurationSeconds, whichever is shorter.",
        { examples: [3600] },
      ),
    ),
    name: nameParser,
  }),
  ({ target, permission }, context) => {
    if (isListOfOneObject(target, permission)) {
      context.field('permission').addProblem('LIST needs a target that ends in /*');
    }
  },
  schema(() => listRule('permission', { target: PREFIX_TARGET })),
);

export const credentialsRequestParser: Parser<AccessRequest> = map(
  parametersParser,
  ({ 'duration-seconds': durationSeconds, ...request }) => ({ ...request, durationSeconds }),
);

/** Reads the query of `GET /credentials`, without `?`. Throws BrokerError InvalidRequest with all problems. */
export function parseCredentialsRequest(rawQuery: string): AccessRequest {
  return parseRequest(fromQuery(credentialsRequestParser), rawQuery, 'query');
}
