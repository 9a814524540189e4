import type { Authentication } from '../../core/configuration/authentication.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { isMutable } from '../../core/grants/mutable-claims.ts';
import { code, type Markdown } from './markdown.ts';
import { isOpen, jwtAuthenticationOf, whoInSentence } from './who.ts';

/** Notes about settings that can be correct, but that a reviewer should know. Synthesis prints warnings, but not these notes. */
export function notesOf(
  grants: readonly Grant[],
  authentication: readonly Authentication[],
): readonly Markdown[] {
  const jwt = jwtAuthenticationOf(authentication);
  const accepted =
    jwt === undefined
      ? ''
      : `, if they have the accepted audience${jwt.scopes.length === 0 ? '' : ' and scope'}`;
  return [
    ...grants
      .filter(({ grantee }) => isOpen(grantee))
      .map(
        ({ id, grantee }) =>
          `Grant ${code(id)} is for ${whoInSentence(grantee, jwt?.issuer)}${accepted}. It asks for no value of a claim, so ` +
          'guests and programs are included, if the issuer gives them tokens.',
      ),
    ...(jwt !== undefined && isMutable(jwt.nameClaim)
      ? [
          `Users may be able to change their claim ${code(jwt.nameClaim)}, so the readable part of a federated user name proves ` +
            'nothing. The hash behind it identifies the caller.',
        ]
      : []),
  ];
}
