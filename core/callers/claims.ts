/** The claims of a verified token, as its payload has them. */
export type Claims = Readonly<Record<string, unknown>>;

/** The issuer and this claim together identify one person permanently. Issuers never give the same subject to another person. */
export const SUBJECT_CLAIM = 'sub';

/** Characters of the name of a claim in a grant or in the configuration. */
export const CLAIM_NAME_MAX = 128;

/**
 * Returns undefined if the token has no such claim. Inherited properties and items of lists are not claims.
 *
 * @param name the name of a claim, or the JSON Pointer of a claim inside another: `/realm_access/roles`
 */
export function claimOf(claims: Claims, name: string): unknown {
  let found: unknown = claims;
  for (const member of membersOf(name)) {
    if (!isObject(found) || !Object.hasOwn(found, member)) {
      return undefined;
    }
    found = found[member];
  }
  return found;
}

/**
 * The names on the way to a claim, from the outermost: `realm_access` and `roles` for `/realm_access/roles`.
 * Source: https://datatracker.ietf.org/doc/html/rfc6901#section-4
 */
export function membersOf(name: string): readonly string[] {
  return name.startsWith('/')
    ? name
        .slice(1)
        .split('/')
        .map((member) => member.replaceAll('~1', '/').replaceAll('~0', '~'))
    : [name];
}

/**
 * Lists every claim under its name, and those inside others under their pointers, except claims whose name is too long for a
 * grant. `claimOf` does not find a claim whose own name begins with `/`.
 */
export function namedClaims(claims: Claims): readonly (readonly [name: string, value: unknown])[] {
  return [
    ...Object.entries(claims),
    ...Object.entries(claims).flatMap(([name, value]) => claimsInside(pointerTo('', name), value)),
  ];
}

function claimsInside(
  pointer: string,
  value: unknown,
): readonly (readonly [name: string, value: unknown])[] {
  // The limit also ends the recursion through a token of many levels.
  if (!isObject(value) || pointer.length > CLAIM_NAME_MAX) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) => {
    const innerPointer = pointerTo(pointer, name);
    return [[innerPointer, inner] as const, ...claimsInside(innerPointer, inner)];
  });
}

function pointerTo(outer: string, name: string): string {
  return `${outer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
