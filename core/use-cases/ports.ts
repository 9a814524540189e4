import type { Permission } from '../aws/target.ts';
import type { AuditedCaller } from '../callers/identity.ts';
import type { SessionTag } from '../grants/session-tag.ts';

/** Temporary credentials of a federated user. */
export interface FederationToken {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: Date;
  };
  readonly federatedUser: {
    /** `ACCOUNT:NAME` */
    readonly id: string;
    readonly arn: string;
  };
  /** Per cent of what STS takes. */
  readonly packedPolicySize?: number;
}

/** Throws BrokerError. */
export interface FederationTokens {
  issue(request: {
    readonly name: string;
    /** The session policy as JSON text. */
    readonly policy: string;
    readonly durationSeconds: number;
    readonly tags: readonly SessionTag[];
  }): Promise<FederationToken>;
}

export interface ObjectKeysRequest {
  readonly bucket: string;
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly maxKeys: number;
  readonly continuationToken?: string;
  readonly startAfter?: string;
}

export interface ObjectKeysPage {
  readonly name: string;
  readonly prefix: string;
  /** Keys and common prefixes together. */
  readonly keyCount: number;
  readonly maxKeys: number;
  readonly isTruncated: boolean;
  readonly nextContinuationToken?: string;
  readonly contents: readonly {
    readonly objectKey: string;
    readonly eTag: string;
    /** Bytes. */
    readonly size: number;
    readonly lastModified: Date;
    readonly storageClass?: string;
  }[];
  readonly commonPrefixes: readonly string[];
}

/** Throws BrokerError: BucketAccessDenied also where the credentials have expired or were revoked. */
export interface ObjectKeys {
  list(
    credentials: FederationToken['credentials'],
    request: ObjectKeysRequest,
  ): Promise<ObjectKeysPage>;
}

/** Throws BrokerError. */
export interface SignInLinks {
  /** @returns a URL that signs its holder in with these credentials, and is as secret as they are. */
  create(
    credentials: FederationToken['credentials'],
    to: { readonly signinHost: string; readonly destination: string },
  ): Promise<string>;
}

/** What an operator asks first; `accessKeyId` joins it to CloudTrail's records of what was done with it. */
export type AuditEvent =
  | ({ readonly type: 'TokenIssued'; readonly durationSeconds: number } & AuditedSession)
  | ({ readonly type: 'SignInLinkIssued'; readonly durationSeconds: number } & AuditedSession)
  | ({ readonly type: 'KeysListed'; readonly keyCount: number } & AuditedSession)
  /** S3 refused what a grant covers. */
  | ({ readonly type: 'ListingRefused' } & AuditedSession)
  /** Somebody whom the gateway let in and whom no grant can name. */
  | {
      readonly type: 'CallerRefused';
      readonly requestId: string;
      /** What the authorizer calls it. */
      readonly caller: {
        readonly arn?: string;
        readonly issuer?: string;
        readonly subject?: string;
      };
    }
  | ({
      readonly type: 'AccessDenied';
      /** As asked for; the caller's own, where none was. */
      readonly federatedUserName: string;
      /** As asked for. */
      readonly durationSeconds?: number;
    } & AuditedRequest);

export interface AuditedRequest {
  readonly requestId: string;
  readonly caller: AuditedCaller;
  /** `s3://…`; of a listing, the prefix asked for. */
  readonly target: string;
  readonly permission: Permission;
}

export interface AuditedSession extends AuditedRequest {
  readonly federatedUserName: string;
  readonly grantId: string;
  /** Hexadecimal, of the session policy's text. */
  readonly policySha256: string;
  readonly accessKeyId: string;
  readonly expiration: Date;
}

export interface AuditLog {
  record(event: AuditEvent): void;
}

export type Clock = () => Date;
