import type { JwtAuthentication } from '../../../core/configuration/authentication.ts';
import { code } from '../markdown.ts';
import { settingsOf } from '../setting-values.ts';
import { type Change, narrower, other, wider } from './change.ts';

/** Changes of the web page where people sign in. */
export function portalChanges(was: JwtAuthentication, is: JwtAuthentication): readonly Change[] {
  const api =
    is.name === undefined ? 'the API for tokens' : `the API for tokens of ${code(is.name)}`;
  if (is.portal === undefined) {
    return was.portal === undefined
      ? []
      : [narrower(`${api} no longer serves the portal, so no route of it is open`)];
  }
  if (was.portal === undefined) {
    return [
      wider(
        `**everybody can load the portal from ${api}**, a web page that signs people in as the client ${code(is.portal.clientId)} ` +
          'of the issuer. It gives no access by itself',
      ),
      ...originChanges([], is.portal.connectOrigins),
    ];
  }
  const { connectOrigins: oldOrigins, ...old } = was.portal;
  const { connectOrigins, ...current } = is.portal;
  return [
    ...originChanges(oldOrigins, connectOrigins),
    ...(JSON.stringify(old) === JSON.stringify(current)
      ? []
      : [
          other(
            `the portal of ${api} signs people in with ${settingsOf(current)
              .map(({ name, value }) => `${code(name)} ${value}`)
              .join(', ')}`,
          ),
        ]),
  ];
}

/** The page holds tokens and credentials, so each origin that it can connect to could receive them. */
function originChanges(was: readonly string[], is: readonly string[]): readonly Change[] {
  return [
    ...is
      .filter((origin) => !was.includes(origin))
      .map((origin) => wider(`the portal can now send what it knows to ${code(origin)}`)),
    ...was
      .filter((origin) => !is.includes(origin))
      .map((origin) => narrower(`the portal can no longer connect to ${code(origin)}`)),
  ];
}
