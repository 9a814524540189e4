import type { LogEvent } from '../events/log-event.ts';
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
  /** Of the bucket. The Region of the stack if absent. */
  readonly region?: string;
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
export type AuditEvent = Recorded<
  | 'TokenIssued'
  | 'SignInLinkIssued'
  | 'KeysListed'
  | 'ListingRefused'
  | 'AccessDenied'
  | 'CallerRefused'
>;

/** The part of an event that describes one access of a session. */
export type AuditedAccess = Pick<Recorded<'ListingRefused'>, 'target' | 'permission' | 'grantId'>;

/** The part of an event that describes a session. */
export type AuditedSession = Omit<
  Recorded<'ListingRefused'>,
  'type' | 'requestId' | keyof AuditedAccess
>;

/** Events of the log in the form of the core. The adapter adds the time, and the expiration as a number. */
type Recorded<N extends LogEvent['event']> = N extends unknown
  ? { readonly type: N } & Omit<
      Extract<LogEvent, { readonly event: N }>,
      'time' | 'event' | 'expirationEpochSeconds'
    >
  : never;

export interface AuditLog {
  record(event: AuditEvent): void;
}

export type Clock = () => Date;
