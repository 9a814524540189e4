import {
  type Authentication,
  type JwtAuthentication,
  jwtAuthenticationsIn,
} from '../../core/configuration/authentication.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { authenticationNameOf } from '../../core/grants/grantee.ts';
import { isMutable } from '../../core/grants/mutable-claims.ts';
import { code, type Markdown } from './markdown.ts';
import { isOpen, whoInSentence } from './who.ts';

/** Notes about settings that can be correct, but that a reviewer should know. Synthesis prints warnings, but not these notes. */
export function notesOf(
  grants: readonly Grant[],
  authentication: readonly Authentication[],
): readonly Markdown[] {
  const issuers = jwtAuthenticationsIn(authentication);
  return [
    ...grants.flatMap(({ id, grantee }) =>
      grantee.kind === 'jwt' && isOpen(grantee)
        ? [
            `Grant ${code(id)} is for ${whoInSentence(grantee, issuers)}` +
              `${acceptedText(issuers.get(authenticationNameOf(grantee)))}. It asks for no value of a claim, so ` +
              'guests and programs are included, if the issuer gives them tokens.',
          ]
        : [],
    ),
    ...[...new Set([...issuers.values()].map(({ nameClaim }) => nameClaim))]
      .filter(isMutable)
      .map(
        (nameClaim) =>
          `Users may be able to change their claim ${code(nameClaim)}, so the readable part of a federated user name proves ` +
          'nothing. The hash behind it identifies the caller.',
      ),
  ];
}

function acceptedText(jwt: JwtAuthentication | undefined): Markdown {
  return jwt === undefined
    ? ''
    : `, if they have the accepted audience${jwt.scopes.length === 0 ? '' : ' and scope'}`;
}
