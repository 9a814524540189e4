import { isListOfOneObject, permissionParser, requestedTargetParser } from '../aws/target.ts';
import { object } from '../compound-parser.ts';
import { ACCESSES_MAX, type SessionRequest } from '../grants/session-match.ts';
import { docs } from '../json-schema.ts';
import { checked, described, map, type Parser } from '../parser.ts';
import { fromQuery, numberParameter, repeated } from './query-string.ts';
import { nameParser, parseRequest } from './request-parser.ts';
import { requestedDurationParser } from './requested-access.ts';

/** The parameters that are repeated if a session has several accesses: the first permission is for the first target, and so on. */
const REPEATABLE = ['target', 'permission'];

const parametersParser = checked(
  object({
    target: described(
      repeated(requestedTargetParser, ACCESSES_MAX),
      docs(
        'What the request asks for. To get several accesses in one session, repeat target and permission: the first ' +
          'permission is for the first target, and so on.',
      ),
    ),
    permission: described(
      repeated(permissionParser, ACCESSES_MAX),
      docs('What the session may do with the target. Give it once for each target.'),
    ),
    'duration-seconds': numberParameter(requestedDurationParser),
    name: nameParser,
  }),
  ({ target: targets, permission: permissions }, context) => {
    if (targets.length !== permissions.length) {
      context
        .field('permission')
        .addProblem(
          `must be given once for each target: there are ${targets.length} targets and ${permissions.length} permissions`,
        );
      return;
    }
    for (const [position, target] of targets.entries()) {
      const permission = permissions[position];
      if (permission !== undefined && isListOfOneObject(target, permission)) {
        context.field('permission').addProblem('LIST needs a target that ends in /*');
      }
    }
  },
);

export const credentialsRequestParser: Parser<SessionRequest> = map(
  parametersParser,
  ({ target: targets, permission: permissions, 'duration-seconds': durationSeconds, name }) => ({
    accesses: targets.flatMap((target, position) => {
      const permission = permissions[position];
      return permission === undefined ? [] : [{ target, permission }];
    }),
    durationSeconds,
    name,
  }),
);

/** Reads the query of `GET /credentials`, without `?`. Throws BrokerError InvalidRequest with all problems. */
export function parseCredentialsRequest(rawQuery: string): SessionRequest {
  return parseRequest(fromQuery(credentialsRequestParser, REPEATABLE), rawQuery, 'query');
}
