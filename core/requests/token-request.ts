import {
  isListOfOneObject,
  PERMISSIONS,
  type Permission,
  readTarget,
  type Target,
} from '../aws/target.ts';
import { readDuration, readFederatedUserName } from '../grants/grant.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import { boolean, object, oneOf, optional, type Parser, withDefault } from '../parser.ts';
import { parseRequest } from './request-parser.ts';

export interface TokenRequest {
  readonly access: AccessRequest;
  /** Only say what would be issued. */
  readonly dryRun: boolean;
}

interface Body {
  readonly Target: Target;
  readonly Permission: Permission;
  readonly DurationSeconds?: number;
  readonly Name?: string;
  readonly DryRun: boolean;
}

const readBody = object<Body>({
  Target: readTarget,
  Permission: oneOf(PERMISSIONS),
  DurationSeconds: optional(readDuration),
  Name: optional(readFederatedUserName),
  DryRun: withDefault(boolean, false),
});

const readTokenRequest: Parser<TokenRequest> = (value, place) => {
  const body = readBody(value, place);
  if (body === undefined) {
    return undefined;
  }
  const { Target: target, Permission: permission, DurationSeconds, Name, DryRun } = body;
  if (isListOfOneObject(target, permission)) {
    return place.field('Permission').refuse('LIST needs a Target that ends in /*');
  }
  return {
    access: {
      target,
      permission,
      ...(DurationSeconds === undefined ? {} : { durationSeconds: DurationSeconds }),
      ...(Name === undefined ? {} : { name: Name }),
    },
    dryRun: DryRun,
  };
};

/** Reads the JSON body of `POST /federation-tokens`. Throws BrokerError InvalidRequest with all problems. */
export function parseTokenRequest(body: unknown): TokenRequest {
  return parseRequest(readTokenRequest, body, 'body');
}
