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
  /** Per cent of STS's limit. */
  readonly packedPolicySize?: number;
}

export interface FederationTokenRequest {
  readonly name: string;
  /** The session policy as JSON. */
  readonly policy: string;
  readonly durationSeconds: number;
  readonly tags: readonly SessionTag[];
}

/** Throws BrokerError. */
export interface FederationTokens {
  issue(request: FederationTokenRequest): Promise<FederationToken>;
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
  /** The number of keys and common prefixes. */
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

/** Throws BrokerError, such as BucketAccessDenied if the credentials have expired or were revoked. */
export interface ObjectKeys {
  list(
    credentials: FederationToken['credentials'],
    request: ObjectKeysRequest,
  ): Promise<ObjectKeysPage>;
}

export interface SignInLinkRequest {
  readonly credentials: FederationToken['credentials'];
  /** The partition's host for sign-in. */
  readonly signinHost: string;
  /** The URL of the console's page. */
  readonly destination: string;
}

/** Throws BrokerError. */
export interface SignInLinks {
  /** @returns a URL that signs anybody in with these credentials, so it is as secret as they are */
  create(request: SignInLinkRequest): Promise<string>;
}

/** Who got what, by which grant, until when. CloudTrail records the use of the session under its `accessKeyId`. */
export type AuditEvent =
  | ({ readonly type: 'TokenIssued'; readonly durationSeconds: number } & AuditedSession)
  | ({ readonly type: 'SignInLinkIssued'; readonly durationSeconds: number } & AuditedSession)
  | ({ readonly type: 'KeysListed'; readonly keyCount: number } & AuditedSession)
  /** S3 refused a listing that a grant covers. */
  | ({ readonly type: 'ListingRefused' } & AuditedSession)
  /** The gateway accepted a caller that no grant can name. */
  | {
      readonly type: 'CallerRefused';
      readonly requestId: string;
      /** The names from the authorizer. */
      readonly caller: {
        readonly arn?: string;
        readonly issuer?: string;
        readonly subject?: string;
      };
    }
  | ({
      readonly type: 'AccessDenied';
      /** The name in the request. Without one, the name of the caller's own sessions. */
      readonly federatedUserName: string;
      /** The duration in the request. */
      readonly durationSeconds?: number;
    } & AuditedRequest);

export interface AuditedRequest {
  readonly requestId: string;
  readonly caller: AuditedCaller;
  /** `s3://…`. For a listing, the prefix in the request. */
  readonly target: string;
  readonly permission: Permission;
}

export interface AuditedSession extends AuditedRequest {
  readonly federatedUserName: string;
  readonly grantId: string;
  /** SHA-256 of the session policy's text, in hexadecimal. */
  readonly policySha256: string;
  readonly accessKeyId: string;
  readonly expiration: Date;
}

export interface AuditLog {
  record(event: AuditEvent): void;
}

export type Clock = () => Date;
