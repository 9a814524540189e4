import {
  type Authentication,
  type JwtAuthentication,
  jwtAuthenticationsIn,
  nameOfEntry,
} from '../../core/configuration/authentication.ts';
import { sharedIssuerOf } from '../../core/configuration/known-issuers.ts';
import { code, lines, type Markdown, table } from './markdown.ts';
import { settingsOf } from './setting-values.ts';

/** Shows how callers must authenticate. The values come from the metadata. Tests compare them with the template. */
export function authenticationSection(authentication: readonly Authentication[]): Markdown {
  const isOnly = jwtAuthenticationsIn(authentication).size === 1;
  return [
    '## How callers prove who they are',
    'A claim is only as good as its issuer. Whoever runs the issuer decides which claims a token has.',
    table(
      ['callers', 'issuer', 'audience', 'scope', 'federated user name begins with', 'host name'],
      authentication.map((kind) =>
        kind.type === 'iam'
          ? [
              'roles and users of this AWS account, who sign with SigV4',
              ...['', '', '', ''],
              hostText(kind),
            ]
          : [
              `holders of a token${isOnly && kind.name === undefined ? '' : ` of ${code(nameOfEntry(kind))}`}, which the issuer signs`,
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
    ...authentication.flatMap((kind) => (kind.type === 'jwt' ? portalText(kind, isOnly) : [])),
  ].join('\n\n');
}

/** Says that the API serves a web page, and how people sign in there. */
function portalText(kind: JwtAuthentication, isOnly: boolean): readonly Markdown[] {
  if (kind.portal === undefined) {
    return [];
  }
  const api = isOnly && kind.name === undefined ? '' : ` of ${code(nameOfEntry(kind))}`;
  return [
    `The API for tokens${api} also serves a web page to **everybody**, the portal. People sign in there, and the page calls the API with ` +
      "their token. These settings are public, and the page can connect only to the API, the issuer's origin, `connectOrigins` and Amazon S3:",
    settingsOf(kind.portal)
      .map(({ name, value }) => `- ${code(name)}: ${isEmpty(value) ? 'none' : value}`)
      .join('\n'),
  ];
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

/** Whether the value is an empty list or an object without fields. */
function isEmpty(value: Markdown): boolean {
  return value === '' || value === code('{}');
}
