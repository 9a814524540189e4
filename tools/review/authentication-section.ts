import {
  type Authentication,
  jwtAuthenticationsIn,
  nameOfEntry,
} from '../../core/configuration/authentication.ts';
import { sharedIssuerOf } from '../../core/configuration/known-issuers.ts';
import { code, lines, type Markdown, table } from './markdown.ts';

/** Shows how callers must authenticate. The values come from the metadata. Tests compare them with the template. */
export function authenticationSection(authentication: readonly Authentication[]): Markdown {
  const isOnly = jwtAuthenticationsIn(authentication).size === 1;
  return [
    '## How callers prove who they are',
    'A claim is only as good as its issuer. Whoever runs the issuer decides which claims a token has.',
    table(
      [
        'callers',
        'proof',
        'accepted issuer',
        'accepted audience',
        'required scope',
        'federated user name begins with',
        'host name',
      ],
      authentication.map((kind) =>
        kind.type === 'iam'
          ? [
              'roles and users of this AWS account',
              'AWS signature (SigV4)',
              ...['', '', '', ''],
              hostText(kind),
            ]
          : [
              `holders of a token${isOnly && kind.name === undefined ? '' : ` of ${code(nameOfEntry(kind))}`}`,
              'signature of the issuer',
              issuerText(kind.issuer),
              kind.audience.map(code).join(', '),
              kind.scopes.length === 0 ? 'none' : `one of ${kind.scopes.map(code).join(', ')}`,
              `claim ${code(kind.nameClaim)}`,
              hostText(kind),
            ],
      ),
    ),
    ...(authentication.some(({ type }) => type === 'jwt')
      ? [
          'AWS and the audit know a caller by a *federated user name*, `READABLE=HASH`. The readable part is for people. ' +
            "The hash identifies the caller: it covers the token's issuer and subject. Revocations match the hash.",
        ]
      : []),
  ].join('\n\n');
}

function hostText({ customDomain }: Authentication): Markdown {
  return customDomain === undefined ? '' : code(customDomain.domainName);
}

function issuerText(issuer: string): Markdown {
  const shared = sharedIssuerOf(issuer);
  return shared === undefined
    ? code(issuer)
    : lines([code(issuer), `**${shared.name}: anyone can get a token**`]);
}
