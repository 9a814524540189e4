import { BrokerError, type BrokerErrorCode } from '../../core/broker-error.ts';
import type { Claims } from '../../core/callers/claims.ts';
import { parseIamCaller } from '../../core/callers/iam-caller.ts';
import type { CallerIdentity, JwtCaller } from '../../core/callers/identity.ts';
import { type Grant, parseGrants } from '../../core/grants/grant.ts';
import type { FederationSession } from '../../core/use-cases/federation-session.ts';
import type {
  AuditEvent,
  FederationToken,
  FederationTokenRequest,
} from '../../core/use-cases/ports.ts';

/** The time of the tests. */
export const NOW = new Date('2026-11-28T12:00:00Z');

export const REGION = 'us-east-1';

export const ACCOUNT = '111122223333';
export const ALICE = `arn:aws:sts::${ACCOUNT}:assumed-role/TeamA/alice`;
export const BOB = `arn:aws:iam::${ACCOUNT}:user/Bob`;

export function callerOf(arn: string): CallerIdentity {
  const caller = parseIamCaller(arn, ACCOUNT, 'aws');
  if (caller === undefined) {
    throw new Error(`no caller: ${arn}`);
  }
  return caller;
}

export const ISSUER = 'https://issuer.example.com';
export const KMS_KEY =
  'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

/** A caller with a token of ISSUER with these claims. By default, `sub` is `alice`. */
export function jwtCallerOf(claims: Claims, issuer = ISSUER): JwtCaller {
  const held = { iss: issuer, sub: 'alice', ...claims };
  const subject = String(held.sub);
  return {
    kind: 'jwt',
    authentication: 'jwt',
    issuer,
    subject,
    displayName: subject,
    claims: held,
  };
}

type GrantFields = Readonly<Record<string, unknown>>;

export function grantTo(
  iam: string,
  scope: string,
  permission: string,
  more: GrantFields = {},
): Grant {
  return grantOf({ grantee: { iam }, scope, permission, ...more });
}

/** A grant with these fields. By default, it is for everybody with a token. */
export function grantOf(fields: GrantFields): Grant {
  const everybody = {
    id: 'grant',
    grantee: { jwt: { sub: '*' } },
    scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
    permission: 'READ',
  };
  const [grant] = parseGrants({ grants: [{ ...everybody, ...fields }] });
  if (grant === undefined) {
    throw new Error('no grant');
  }
  return grant;
}

/** Replaces STS. Tokens are numbered, and expire after `now` plus the requested duration. */
export class FakeFederationTokens {
  now = new Date('2026-11-21T20:00:00Z');
  failure: BrokerError | undefined;
  readonly requests: FederationTokenRequest[] = [];

  async issue(request: FederationTokenRequest): Promise<FederationToken> {
    this.requests.push(request);
    if (this.failure !== undefined) {
      throw this.failure;
    }
    const { name, durationSeconds } = request;
    return {
      credentials: {
        accessKeyId: `ASIA${this.requests.length}`,
        secretAccessKey: 'secret-access-key',
        sessionToken: 'session-token',
        expiration: new Date(this.now.getTime() + durationSeconds * 1000),
      },
      federatedUser: {
        id: `${ACCOUNT}:${name}`,
        arn: `arn:aws:sts::${ACCOUNT}:federated-user/${name}`,
      },
      packedPolicySize: 12,
    };
  }
}

export class RecordedAudit {
  readonly events: AuditEvent[] = [];

  record(event: AuditEvent): void {
    this.events.push(event);
  }
}

export function sessionUntil(expiration: Date, accessKeyId = 'ASIA1'): FederationSession {
  return {
    caller: callerOf(ALICE),
    federatedUserName: 'alice=0',
    policy: { Version: '2012-10-17', Statement: [] },
    policySha256: '0',
    token: {
      credentials: { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration },
      federatedUser: { id: 'i', arn: 'a' },
    },
  };
}

/** Returns the BrokerError that the action throws. */
export function brokerErrorOf(action: () => unknown): BrokerError {
  try {
    action();
  } catch (error) {
    if (error instanceof BrokerError) {
      return error;
    }
    throw error;
  }
  throw new Error('no BrokerError was thrown');
}

export function brokerError(code: BrokerErrorCode): BrokerError {
  return new BrokerError(code, code);
}
