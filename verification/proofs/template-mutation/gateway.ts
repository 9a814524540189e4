import type { OidcIssuers, User } from 'local-aws';
import type { Template } from '../../../test/rotation/changed-assembly.ts';
import { type SignedFetchInit, signedFetch } from '../../../tools/local/signed-fetch.ts';
import type { LocalStack } from './local-stack.ts';

/** By what is right or wrong with each. */
export type Tokens = Readonly<Record<string, string>>;

/** @returns the status */
type Send = (url: string, init: SignedFetchInit) => Promise<number>;

const LIFETIME = { lifetimeSeconds: 3600 };

export async function gatewayTokens(issuers: OidcIssuers): Promise<Tokens> {
  const issuer = await issuers.issuer('https://id.example.com');
  const another = await issuers.issuer('https://another.example.com');
  const claims = { sub: 'alice', aud: 'federation-broker', scope: 'openid federation-broker/call' };
  return {
    'a valid token': await issuer.token(claims, LIFETIME),
    'a token for another audience': await issuer.token({ ...claims, aud: 'web' }, LIFETIME),
    'a token without the scope': await issuer.token({ ...claims, scope: 'openid' }, LIFETIME),
    'an expired token': await issuer.token({ ...claims, exp: 1 }, LIFETIME),
    'a token of another issuer': await another.token(claims, LIFETIME),
    'no token': '',
  };
}

/** Whether each caller reaches the broker function by each route of the templates, by HTTP. */
export async function gatewayAnswers(
  { aws, filled, users: { caller, administrator, stranger } }: LocalStack,
  templates: readonly Template[],
  tokens: Tokens,
): Promise<ReadonlyMap<string, boolean>> {
  const routes = new Set(templates.flatMap(routesOf));
  const senders: readonly (readonly [string, Send])[] = [
    ...[caller, administrator, stranger].map(
      (user) => [user.userName, signing(user, aws.account.region)] as const,
    ),
    ...Object.entries(tokens).map(([name, token]) => [name, bearing(token)] as const),
  ];
  const calls = ['IamApi', 'JwtApi'].flatMap((api) =>
    [...routes].flatMap((route) =>
      senders.map(async ([sender, send]) => {
        const [method = '', path = ''] = route.replace('{bucket}', 'any-bucket').split(' ');
        const init = { method, ...(method === 'POST' && { body: '{}' }) };
        const status = await send(`${filled(`\${${api}.ApiEndpoint}`)}${path}`, init);
        return [`${sender}: ${route} of ${api}`, status === 200] as const;
      }),
    ),
  );
  return new Map(await Promise.all(calls));
}

function routesOf({ Resources }: Template): readonly string[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
    .map(({ Properties }) => String(Properties.RouteKey));
}

function signing({ accessKeys }: User, region: string): Send {
  const [key = accessKeys.create()] = accessKeys.list();
  return async (url, init) => (await signedFetch(url, key, region, init)).status;
}

function bearing(token: string): Send {
  const headers = token === '' ? undefined : { authorization: `Bearer ${token}` };
  return async (url, init) => {
    const answer = await fetch(url, { ...init, headers });
    await answer.arrayBuffer();
    return answer.status;
  };
}
