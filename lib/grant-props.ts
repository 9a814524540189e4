import { type Duration, type ResourceEnvironment, Token } from 'aws-cdk-lib';
import type { IRole, IUser } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { isBucketName, type Permission as PermissionName } from '../core/aws/target.ts';
import { UNNAMED_AUTHENTICATION } from '../core/callers/authentication-name.ts';
import { InvalidInput, show } from '../core/problems.ts';
import type { Authentication } from './broker-authentication.ts';

/** What a grant allows on the objects of its scope: the permissions of S3 Access Grants, and LIST and UPLOAD. */
export const Permission = {
  /** List the keys. Only for a bucket or a prefix. */
  LIST: 'LIST',
  /** LIST, and get objects. */
  READ: 'READ',
  /** Put objects. */
  UPLOAD: 'UPLOAD',
  /** UPLOAD, and delete objects. */
  WRITE: 'WRITE',
  /** READ and WRITE. */
  READWRITE: 'READWRITE',
} as const satisfies Readonly<Record<PermissionName, PermissionName>>;

export type Permission = (typeof Permission)[keyof typeof Permission];

/** The objects that a grant or an entry of the ceiling is about. */
export class Scope {
  /**
   * All objects of a bucket.
   *
   * @param bucket its name may be a token
   */
  static bucket(bucket: IBucket): Scope {
    return Scope.prefix(bucket, '');
  }

  /**
   * All objects under a prefix.
   *
   * @param bucket its name may be a token
   * @param prefix ends in `/`, such as `raw/`, or is empty for the whole bucket. At most 1,024 bytes in UTF-8. `{claim}` stands
   *   for the value of a claim of the caller's token, at most once between two `/`, such as `home/{sub}/`
   * @throws InvalidInput if the prefix contains `*`, or is not empty and does not end in `/`
   */
  static prefix(bucket: IBucket, prefix: string): Scope {
    const isFolder = prefix === '' || (prefix.endsWith('/') && !prefix.includes('*'));
    if (!isFolder && !Token.isUnresolved(prefix)) {
      throw new InvalidInput([
        `scope: the prefix must end in / and have no *, such as raw/, was ${show(prefix)}; use Scope.object for one object`,
      ]);
    }
    return new Scope(`s3://${nameOf(bucket)}/${prefix}*`, bucket.env);
  }

  /**
   * One object.
   *
   * @param bucket its name may be a token
   * @param objectKey at most 1,024 bytes in UTF-8, without `*`. `{claim}` stands for the value of a claim of the caller's
   *   token, at most once between two `/`
   * @throws InvalidInput if the key ends in `*`, because that would mean a prefix
   */
  static object(bucket: IBucket, objectKey: string): Scope {
    if (objectKey.endsWith('*')) {
      throw new InvalidInput([
        `scope: must not end in * for one object, was ${show(objectKey)}; use Scope.prefix for all objects under a prefix`,
      ]);
    }
    return new Scope(`s3://${nameOf(bucket)}/${objectKey}`, bucket.env);
  }

  /**
   * A scope as the grants file writes it.
   *
   * @param uri `s3://BUCKET/*`, `s3://BUCKET/PREFIX/*` or `s3://BUCKET/OBJECT-KEY`
   */
  static fromUri(uri: string): Scope {
    return new Scope(uri);
  }

  /** As the grants file writes it. */
  readonly uri: string;

  /**
   * The account and the Region of the bucket, as far as the app knows. May be tokens.
   *
   * @internal
   */
  readonly env: ResourceEnvironment | undefined;

  private constructor(uri: string, env?: ResourceEnvironment) {
    this.uri = uri;
    this.env = env;
  }
}

/** With a `/` in the name, the rest of the name would be read as a part of the key. */
function nameOf({ bucketName }: IBucket): string {
  if (!Token.isUnresolved(bucketName) && !isBucketName(bucketName)) {
    throw new InvalidInput([
      `scope: must name a general purpose bucket (3 to 63 of a-z, 0-9, . and -), was ${show(bucketName)}`,
    ]);
  }
  return bucketName;
}

/** The claims that a token must have. */
export interface JwtGranteeProps {
  /**
   * The `Authentication.jwt` of the broker whose tokens count. Required if the broker has several.
   *
   * @default - the `Authentication.jwt` without a name
   */
  readonly authentication?: Authentication;

  /**
   * Name → value, 1 to 10 of them. The name of a claim inside another is a JSON Pointer, such as `/realm_access/roles`. A string
   * matches the claim itself or an item of its list. A string that ends in `:*` or `/*` matches what begins with it. `'*'`
   * matches any string that is not empty, never a list.
   */
  readonly claims: Readonly<Record<string, string | boolean>>;
}

function nameOfTokens({ type, name }: Authentication): string {
  if (type !== 'jwt') {
    throw new InvalidInput([
      'grantee: authentication: must be an Authentication.jwt, was Authentication.iam',
    ]);
  }
  return name ?? UNNAMED_AUTHENTICATION;
}

/** Who gets a grant. */
export class Grantee {
  /**
   * Everybody who has assumed an IAM role.
   *
   * @param role a role of the broker's account. Its name may be a token
   */
  static role(role: IRole): Grantee {
    return new Grantee({ iam: `role/${role.roleName}` }, role.principalAccount);
  }

  /**
   * An IAM user.
   *
   * @param user a user of the broker's account. Its name may be a token
   */
  static user(user: IUser): Grantee {
    return new Grantee({ iam: `user/${user.userName}` }, user.principalAccount);
  }

  /**
   * Everybody who has assumed the role of a permission set of IAM Identity Center in the broker's account.
   *
   * @param name of the permission set, 1 to 32 characters. Add the 16 hexadecimal digits at the end of its role's name, as in
   *   `Engineer_0123456789abcdef`. Without them, the grant also covers a role with such a name that somebody made by hand
   */
  static permissionSet(name: string): Grantee {
    return new Grantee({ iam: `permission-set/${name}` });
  }

  /** Every caller whose token has all of these claims. */
  static jwt(props: JwtGranteeProps): Grantee {
    const { claims, authentication } = props;
    return new Grantee({
      jwt: claims,
      authentication: authentication && nameOfTokens(authentication),
    });
  }

  /**
   * As the grants file writes it.
   *
   * @internal
   */
  readonly entry: object;

  /**
   * The account of the role or user. May be a token.
   *
   * @internal
   */
  readonly account: string | undefined;

  private constructor(entry: object, account?: string) {
    this.entry = entry;
    this.account = account;
  }
}

/** One grant: the fields of an entry of the grants file. */
export interface GrantProps {
  /** Who gets the grant. */
  readonly grantee: Grantee;

  /** The objects that the grant is about: one scope, or 1 to 100 scopes. */
  readonly scope: Scope | readonly Scope[];

  /** What the grant allows on these objects. */
  readonly permission: Permission;

  /**
   * The longest session that the grant gives: 15 minutes to 36 hours.
   *
   * @default Duration.hours(1)
   */
  readonly maxDuration?: Duration;

  /**
   * The end of the grant. Its milliseconds are ignored. The sessions of the grant end by then. The last session starts some
   * 15 minutes before the end, because STS issues no shorter one.
   *
   * @default - the grant does not end
   */
  readonly validUntil?: Date;

  /**
   * The Region of the buckets of the scopes. It must be the same in every grant for a bucket.
   *
   * @default - the Region of the buckets if the app knows it, otherwise that of the stack
   */
  readonly region?: string;

  /**
   * The names that the grantee may act for, 1 to 100: 2 to 32 letters, digits or `_+,.@-`, or the beginning of such names
   * followed by `*`. Such a grant applies only when the request names one of them.
   *
   * @default - the broker derives the name of the federated user from the caller
   */
  readonly federatedUserNames?: readonly string[];

  /**
   * Tags of every session that the grant gives: key → value, 1 to 50. `{claim}` in a value stands for the value of a claim
   * of the caller's token. Keys that differ only in case are the same key.
   *
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;

  /**
   * The KMS key that encrypts the scope's objects. Its ARN must be known when the app is synthesized: import the key by its
   * ARN if the app creates it.
   *
   * @default - the objects are not encrypted with a KMS key of your own
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the permission to write covers new keys only: no object can be replaced or deleted. Uploads and copies
   * need the header `If-None-Match: *`.
   *
   * @default false
   */
  readonly createOnly?: boolean;

  /**
   * Whether the grant also gives sign-in links to the AWS console.
   *
   * @default false
   */
  readonly console?: boolean;

  /**
   * Free text for reviewers, 1 to 1,000 characters. The review page shows it.
   *
   * @default - no description
   */
  readonly description?: string;
}

/** One entry of the ceiling: what the broker can give at most. */
export interface CeilingEntry {
  /** The objects that the entry is about. */
  readonly scope: Scope;

  /** The most that a grant may allow on these objects. */
  readonly permission: Permission;

  /**
   * Whether grants may write new keys only.
   *
   * @default false
   */
  readonly createOnly?: boolean;

  /**
   * The account that owns the bucket, 12 digits. Entries for the same bucket must have the same account.
   *
   * @default - the broker's account
   */
  readonly bucketAccount?: string;

  /**
   * The KMS key that encrypts the scope's objects. Its ARN must be known when the app is synthesized.
   *
   * @default - the objects are not encrypted with a KMS key of your own
   */
  readonly encryptionKey?: IKey;
}
