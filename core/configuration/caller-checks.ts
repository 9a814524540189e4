import { UNNAMED_AUTHENTICATION } from '../callers/authentication-name.ts';
import type { Grant } from '../grants/grant.ts';
import { InvalidInput } from '../problems.ts';
import { type Authentication, jwtAuthenticationsIn } from './authentication.ts';
import type { WrittenCase } from './grant-case-parser.ts';

/** Throws InvalidInput with every grant whose grantee cannot call, because its authentication is missing or ambiguous. */
export function checkGrantees(
  grants: readonly Grant[],
  authentication: readonly Authentication[],
): void {
  throwProblems(
    grants.flatMap(({ id, grantee }) => {
      const fault =
        grantee.kind === 'jwt' ? tokenFault(grantee, authentication) : iamFault(authentication);
      return fault === undefined ? [] : [`grant "${id}": grantee: ${fault}, or remove the grant`];
    }),
  );
}

/**
 * Throws InvalidInput with every test case whose caller cannot call. Grants refuse such a caller whatever they say, so the case
 * would test nothing.
 */
export function checkCaseCallers(
  cases: readonly WrittenCase[],
  authentication: readonly Authentication[],
): void {
  throwProblems(
    cases.flatMap(({ caller }, position) => {
      const fault = 'jwt' in caller ? tokenFault(caller, authentication) : iamFault(authentication);
      return fault === undefined
        ? []
        : [`cases[${position}]: caller: ${fault}, or remove the case`];
    }),
  );
}

function iamFault(authentication: readonly Authentication[]): string | undefined {
  return authentication.some(({ type }) => type === 'iam') ? undefined : missingType('iam');
}

function tokenFault(
  { authentication: name }: { readonly authentication?: string },
  authentication: readonly Authentication[],
): string | undefined {
  const names = [...jwtAuthenticationsIn(authentication).keys()];
  if (names.length === 0) {
    return missingType('jwt');
  }
  const known = names.map((each) => `"${each}"`).join(', ');
  if (name === undefined && names.length > 1) {
    return `must say whose tokens: "authentication" has the jwt entries ${known}. Write "authentication": NAME beside "jwt"`;
  }
  const wanted = name ?? UNNAMED_AUTHENTICATION;
  return names.includes(wanted)
    ? undefined
    : `authentication: no jwt entry of "authentication" is called "${wanted}", only ${known}. Write "authentication": NAME beside "jwt"`;
}

function missingType(type: Authentication['type']): string {
  return `is ${type}, but "authentication" has no entry of that type; add one`;
}

function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}
