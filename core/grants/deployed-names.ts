import { isBucketName } from '../aws/target.ts';
import { parse } from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';
import { deployedGrantsFileParser, type Grant } from './grant.ts';

/**
 * Names of buckets, roles and users that are known only when the stack is deployed. In the grants file of the function, each
 * has a placeholder, which cannot be a real name: `<0>`, `<1>` and so on.
 */
export type NameKind = 'bucket' | 'identity';

const PLACEHOLDER = /^<(\d+)>$/;

const BUCKET = /(?<=^s3:\/\/)[^/]+/;

const IDENTITY = /(?<=^(?:role|user)\/).+/s;

export function placeholderOf(index: number): string {
  return `<${index}>`;
}

/**
 * Renames the bucket and the role or user of a grant, or of an entry of the ceiling. Keeps everything else, whether it is right
 * or wrong, because a parser reads the result.
 */
export function renameIn(
  entry: unknown,
  rename: (name: string, kind: NameKind) => string,
): unknown {
  if (!isObject(entry)) {
    return entry;
  }
  const { scope, scopes, grantee } = entry;
  const iam = isObject(grantee) ? grantee.iam : undefined;
  return {
    ...entry,
    ...(scope === undefined ? {} : { scope: renameBucket(scope, rename) }),
    ...(Array.isArray(scopes) ? { scopes: scopes.map((each) => renameBucket(each, rename)) } : {}),
    ...(typeof iam === 'string'
      ? {
          grantee: {
            ...Object(grantee),
            iam: iam.replace(IDENTITY, (name) => rename(name, 'identity')),
          },
        }
      : {}),
  };
}

function renameBucket(scope: unknown, rename: (name: string, kind: NameKind) => string): unknown {
  return typeof scope === 'string'
    ? scope.replace(BUCKET, (name) => rename(name, 'bucket'))
    : scope;
}

/**
 * Reads the grants file of the function. The parser refuses impossible names of roles and users, and any placeholder that is
 * left because there are no names.
 *
 * Only the deployment knows whether two names are equal. If they are, grants for one bucket can differ in `region`, and an
 * entry can have the same scope twice. Neither changes what the grants allow, so the other grants keep working.
 *
 * @throws InvalidInput with all problems
 */
export function parseDeployedGrants(
  grantsFile: unknown,
  names: readonly string[],
): readonly Grant[] {
  const filled = fillNames(grantsFile, names);
  return parse(deployedGrantsFileParser, filled, 'the grants file').grants.flat();
}

/**
 * Replaces the placeholders in a grants file with the names.
 *
 * @throws InvalidInput if a placeholder has no name, or if the name of a bucket is impossible. After a `/` in a bucket name,
 *   the rest of the name would become part of the object key, and the parser could not detect this.
 */
function fillNames(grantsFile: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || !isObject(grantsFile) || !Array.isArray(grantsFile.grants)) {
    return grantsFile;
  }
  const fill = (name: string, kind: NameKind) => {
    const index = PLACEHOLDER.exec(name)?.[1];
    if (index === undefined) {
      return name;
    }
    const value = names[Number(index)];
    if (value === undefined || (kind === 'bucket' && !isBucketName(value))) {
      throw new InvalidInput([`${name}: must stand for the name of a ${kind}, was ${show(value)}`]);
    }
    return value;
  };
  const filled = grantsFile.grants.map((grant) => withoutEqualScopes(renameIn(grant, fill)));
  return { ...grantsFile, grants: filled };
}

function withoutEqualScopes(grant: unknown): unknown {
  return isObject(grant) && Array.isArray(grant.scopes)
    ? { ...grant, scopes: [...new Set(grant.scopes)] }
    : grant;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
