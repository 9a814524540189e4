import type {
  Authentication,
  JwtAuthentication,
} from '../../../core/configuration/authentication.ts';
import { code, type Markdown } from '../markdown.ts';
import { type Change, narrower, other, wider } from './change.ts';

const CALLERS: Readonly<Record<Authentication['type'], Markdown>> = {
  iam: 'roles and users of this AWS account',
  jwt: 'holders of tokens',
};

/** Whom the broker believes. */
export function authenticationChanges(
  before: readonly Authentication[],
  after: readonly Authentication[],
): readonly Change[] {
  return (['iam', 'jwt'] as const).flatMap((type) => {
    const was = before.find((kind) => kind.type === type);
    const is = after.find((kind) => kind.type === type);
    if (was === undefined || is === undefined) {
      return [
        ...(is === undefined ? [] : [wider(`${CALLERS[type]} can now call the broker`)]),
        ...(was === undefined ? [] : [narrower(`${CALLERS[type]} can no longer call the broker`)]),
      ];
    }
    return [
      ...(was.type === 'jwt' && is.type === 'jwt' ? jwtChanges(was, is) : []),
      ...(JSON.stringify(was.customDomain) === JSON.stringify(is.customDomain)
        ? []
        : [other(`${CALLERS[type]} reach the broker under another host name or certificate`)]),
    ];
  });
}

function jwtChanges(was: JwtAuthentication, is: JwtAuthentication): readonly Change[] {
  return [
    ...(was.issuer === is.issuer
      ? []
      : [
          wider(
            `**another issuer decides about tokens: ${code(is.issuer)}**, and no longer ${code(was.issuer)}. ` +
              'Whoever runs it can make a token for every grant to claims',
          ),
        ]),
    ...listChanges(
      was.audience,
      is.audience,
      (audience) => `tokens for the audience ${code(audience)}`,
    ),
    ...scopeChanges(was.scopes, is.scopes),
    ...(was.nameClaim === is.nameClaim
      ? []
      : [
          other(
            `the shown name of a caller comes from the claim ${code(is.nameClaim)}. Before, it was ${code(was.nameClaim)}`,
          ),
        ]),
  ];
}

function listChanges(
  was: readonly string[],
  is: readonly string[],
  words: (item: string) => Markdown,
): readonly Change[] {
  return [
    ...is
      .filter((item) => !was.includes(item))
      .map((item) => wider(`${words(item)} are now accepted`)),
    ...was
      .filter((item) => !is.includes(item))
      .map((item) => narrower(`${words(item)} are no longer accepted`)),
  ];
}

/** A token needs one of the scopes, and none if the list is empty. */
function scopeChanges(was: readonly string[], is: readonly string[]): readonly Change[] {
  if (was.length === 0 && is.length > 0) {
    return [narrower(`tokens now need one of the scopes ${is.map(code).join(', ')}`)];
  }
  if (was.length > 0 && is.length === 0) {
    return [wider(`tokens need no scope. Before, it was one of ${was.map(code).join(', ')}`)];
  }
  return listChanges(was, is, (scope) => `tokens with the scope ${code(scope)}`);
}
