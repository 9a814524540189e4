import { type Permission, PREFIX_TARGET, requestedTargetParser } from '../aws/target.ts';
import { object } from '../compound-parser.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import { docs, schema } from '../json-schema.ts';
import { checked, described, map, oneOf, type Parser, withDefault } from '../parser.ts';
import { fromQuery, numberParameter } from './query-string.ts';
import { nameParser, parseRequest } from './request-parser.ts';
import { requestedDurationParser } from './requested-access.ts';

/** The console shows nothing without the permission to list. */
const CONSOLE_PERMISSIONS: readonly Permission[] = ['LIST', 'READ', 'READWRITE'];

const parametersParser = checked(
  object({
    target: requestedTargetParser,
    permission: described(
      withDefault(oneOf(CONSOLE_PERMISSIONS), 'READ'),
      docs('WRITE alone is not possible, because the console needs to list.'),
    ),
    'duration-seconds': numberParameter(requestedDurationParser),
    name: nameParser,
  }),
  ({ target }, context) => {
    if (target.kind === 'object') {
      context.field('target').addProblem('must end in /*, because the console shows folders');
    }
  },
  schema(() => ({ properties: { target: PREFIX_TARGET } })),
);

export const consoleRequestParser: Parser<AccessRequest> = map(
  parametersParser,
  ({ 'duration-seconds': durationSeconds, ...request }) => ({
    ...request,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    console: true,
  }),
);

/** Reads the query of `GET /console`, without `?`. Throws BrokerError InvalidRequest with all problems. */
export function parseConsoleRequest(rawQuery: string): AccessRequest {
  return parseRequest(fromQuery(consoleRequestParser), rawQuery, 'query');
}
