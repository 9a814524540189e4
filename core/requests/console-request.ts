import { type Permission, readTarget } from '../aws/target.ts';
import { readFederatedUserName } from '../grants/grant.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import { object, oneOf, optional, type Parser, withDefault } from '../parser.ts';
import { decodeQuery } from './query-string.ts';
import { parseRequest } from './request-parser.ts';

/** The console shows nothing to somebody who may not list. */
const CONSOLE_PERMISSIONS: readonly Permission[] = ['LIST', 'READ', 'READWRITE'];

interface Query {
  readonly target: AccessRequest['target'];
  readonly permission: AccessRequest['permission'];
  readonly name?: string;
}

const readQuery = object<Query>({
  target: readTarget,
  permission: withDefault(oneOf(CONSOLE_PERMISSIONS), 'READ'),
  name: optional(readFederatedUserName),
});

const readConsoleRequest: Parser<AccessRequest> = (rawQuery, place) => {
  const query = readQuery(decodeQuery(String(rawQuery), place), place);
  if (query === undefined) {
    return undefined;
  }
  return query.target.kind === 'object'
    ? place.field('target').refuse('must end in /*: the console shows folders')
    : { ...query, console: true };
};

/** Reads the query of `GET /console`, without `?`. Throws BrokerError InvalidRequest with all problems. */
export function parseConsoleRequest(rawQuery: string): AccessRequest {
  return parseRequest(readConsoleRequest, rawQuery, 'query');
}
