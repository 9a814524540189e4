import type { User } from '../../../packages/local-aws/src/iam/users.ts';
import type { OidcIssuers } from '../../../packages/local-aws/src/oidc/oidc-issuers.ts';
import { signedFetch } from '../../../tools/local/signed-fetch.ts';
import { type Finding, finding } from './finding.ts';
import { ACCOUNT, type StandInStack } from './stand-in-stack.ts';

const COMMON_ROUTES = [
  'POST /federation-tokens',
  'GET /buckets/amzn-s3-demo-bucket/keys',
  'GET /console',
  'GET /grants',
];
const JWT_ROUTES = [...COMMON_ROUTES, 'GET /credentials'];
const ABSENT_ROUTES = ['DELETE /federation-tokens', 'GET /', 'GET /another'];

const ISSUER = 'https://id.example.com';
const CLAIMS = { sub: 'alice', aud: 'broker', scope: 'openid broker/call' };
const LIFETIME = { lifetimeSeconds: 300 };

/** Tokens with the status that the API for tokens answers. */
export type Tokens = readonly (readonly [token: string, status: number])[];

export async function gatewayTokens(issuers: OidcIssuers): Promise<Tokens> {
  const issuer = await issuers.issuer(ISSUER);
  const another = await issuers.issuer('https://another.example.com');
  const token = (claims: object) => issuer.token({ ...CLAIMS, ...claims }, LIFETIME);
  return [
    [await token({}), 200],
    [await token({ aud: 'web' }), 401],
    [await token({ scope: 'openid' }), 403],
    [await token({ exp: 1 }), 401],
    [await another.token(CLAIMS, LIFETIME), 401],
    ['', 401],
  ];
}

interface Call {
  /** `GET /grants` */
  readonly route: string;
  readonly who: string;
  readonly send: (path: string, init: { method: string; body?: string }) => Promise<number>;
  readonly expected: number;
}

/** Calls both APIs by HTTP, with what opens their routes and with what must not. */
export async function gatewayFindings(
  stack: StandInStack,
  tokens: Tokens,
): Promise<readonly Finding[]> {
  const answers = await Promise.all(
    callsOf(stack, tokens).map(async ({ route, who, send, expected }) => {
      const [method = '', path = ''] = route.split(' ');
      const status = await send(path, { method, ...(method === 'POST' ? { body: '{}' } : {}) });
      return { route, who, status, expected };
    }),
  );
  const findings = answers
    .filter(({ status, expected }) => status !== expected)
    .map(({ route, who, status, expected }) =>
      finding(`${who} got ${status}, not ${expected}, for ${route}`),
    );
  const broker = stack.filled('${BrokerFunction.Arn}');
  if (!stack.functions.invocations.some(({ functionArn }) => functionArn === broker)) {
    findings.push(finding('No route leads to the broker function'));
  }
  const logGroups = ['IamApiAccessLog', 'JwtApiAccessLog'];
  const silent = logGroups.filter((id) => !stack.accessLog.includes(stack.filled(`\${${id}}`)));
  return [...findings, ...silent.map((id) => finding(`${id} has no line`))];
}

function callsOf({ stack, identities }: StandInStack, tokens: Tokens): readonly Call[] {
  const { IamApiUrl = '', JwtApiUrl = '', CallerPolicyArn = '' } = stack.outputs;
  const caller = identities.users.create({ userName: 'signing-caller' });
  caller.policies.attach(CallerPolicyArn);
  const stranger = identities.users.create({ userName: 'stranger' });
  const [[valid] = ['']] = tokens;
  const asCaller = signed(IamApiUrl, caller);
  const asStranger = signed(IamApiUrl, stranger);
  const withToken = bearing(JwtApiUrl, valid);
  return [
    ...COMMON_ROUTES.flatMap((route): readonly Call[] => [
      { route, who: 'A caller', send: asCaller, expected: 200 },
      { route, who: 'A stranger', send: asStranger, expected: 403 },
      { route, who: 'Nobody', send: bearing(IamApiUrl, ''), expected: 403 },
      { route, who: 'A token', send: bearing(IamApiUrl, valid), expected: 403 },
    ]),
    ...JWT_ROUTES.flatMap((route) =>
      tokens.map(([token, expected]) => ({
        route,
        who: 'A token',
        send: bearing(JwtApiUrl, token),
        expected,
      })),
    ),
    ...ABSENT_ROUTES.flatMap((route): readonly Call[] => [
      { route, who: 'A caller', send: asCaller, expected: 404 },
      { route, who: 'A token', send: withToken, expected: 404 },
    ]),
  ];
}

function signed(url: string, user: User): Call['send'] {
  const key = user.accessKeys.create();
  return async (path, init) =>
    (await signedFetch(`${url}${path}`, key, ACCOUNT.region, init)).status;
}

/** @param token none where it is empty */
function bearing(url: string, token: string): Call['send'] {
  const headers = token === '' ? undefined : { authorization: `Bearer ${token}` };
  return async (path, init) => {
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    await answer.arrayBuffer();
    return answer.status;
  };
}
