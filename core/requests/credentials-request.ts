import { isListOfOneObject, PERMISSIONS, readTarget } from '../aws/target.ts';
import { readDuration, readFederatedUserName } from '../grants/grant.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import { object, oneOf, optional, type Parser } from '../parser.ts';
import { decodeQuery } from './query-string.ts';
import { parseRequest } from './request-parser.ts';

interface Query {
  readonly target: AccessRequest['target'];
  readonly permission: AccessRequest['permission'];
  readonly 'duration-seconds'?: number;
  readonly name?: string;
}

const readSeconds: Parser<number> = (value, place) =>
  readDuration(
    typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : value,
    place,
  );

const readQuery = object<Query>({
  target: readTarget,
  permission: oneOf(PERMISSIONS),
  'duration-seconds': optional(readSeconds),
  name: optional(readFederatedUserName),
});

const readCredentialsRequest: Parser<AccessRequest> = (rawQuery, place) => {
  const query = readQuery(decodeQuery(String(rawQuery), place), place);
  if (query === undefined) {
    return undefined;
  }
  const { target, permission, 'duration-seconds': durationSeconds, name } = query;
  return isListOfOneObject(target, permission)
    ? place.field('permission').refuse('LIST needs a target that ends in /*')
    : { target, permission, durationSeconds, name };
};

/** Reads the query of `GET /credentials`, without `?`. Throws BrokerError InvalidRequest with all problems. */
export function parseCredentialsRequest(rawQuery: string): AccessRequest {
  return parseRequest(readCredentialsRequest, rawQuery, 'query');
}
