import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { type Change, deploySample, physicalIds, remove, set } from '../fixtures/sample-stack.ts';

const ISSUER = 'https://id.example.com';

let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

/** Deploys the sample without the parts that its API does not need. */
function deployApi(...changes: readonly Change[]): Promise<Stack> {
  const onlyUrl: Change = (template) => {
    template.Outputs = { Url: template.Outputs?.Url };
  };
  const others = ['Greeter', 'Rotation', 'RotationPermission', 'SecretPolicy', 'Secret', 'Person'];
  return deploySample(aws, remove(...others), onlyUrl, ...changes);
}

const configuration = (changes: object) =>
  set('Authorizer', {
    JwtConfiguration: { Audience: ['sample'], Issuer: ISSUER, ...changes },
  });

const texts = (count: number) => Array.from({ length: count }, (_, index) => `text-${index}`);

async function statusWith(url: string, issuerUrl: string, claims: object): Promise<number> {
  const issuer = await aws.oidc.issuer(issuerUrl);
  const authorization = await issuer.token(
    { sub: 'alice', aud: 'sample', scope: 'claims.read', ...claims },
    { lifetimeSeconds: 60 },
  );
  return (await fetch(`${url}/claims/event`, { headers: { authorization } })).status;
}

test.each<[fault: string, change: Change, message: RegExp]>([
  ['an http issuer', configuration({ Issuer: 'http://id.example.com' }), /Invalid issuer: http:/],
  ['an issuer that is not a URL', configuration({ Issuer: 'id' }), /Invalid issuer: id/],
  ['an issuer with a query', configuration({ Issuer: `${ISSUER}?a` }), /Invalid issuer/],
  ['no audience', configuration({ Audience: [] }), /1 to 50 audiences, not 0/],
  ['51 audiences', configuration({ Audience: texts(51) }), /1 to 50 audiences, not 51/],
  [
    'another identity source',
    set('Authorizer', { IdentitySource: ['$request.querystring.token'] }),
    /IdentitySource/,
  ],
  [
    'two identity sources',
    set('Authorizer', { IdentitySource: ['$request.header.Authorization', '$request.header.X'] }),
    /IdentitySource/,
  ],
  ['no identity source', set('Authorizer', { IdentitySource: undefined }), /IdentitySource/],
  [
    'a Lambda authorizer',
    set('Authorizer', { AuthorizerType: 'REQUEST' }),
    /AuthorizerType REQUEST/,
  ],
  [
    'a route with 11 scopes',
    set('GetClaims', { AuthorizationScopes: texts(11) }),
    /at most 10 authorization scopes, not 11/,
  ],
  [
    'a route with an unknown authorizer',
    set('GetClaims', { AuthorizerId: 'abc1234' }),
    /Invalid Authorizer abc1234/,
  ],
  [
    'a JWT route without an authorizer',
    set('GetClaims', { AuthorizerId: undefined }),
    /AuthorizerId/,
  ],
  [
    'an IAM route with an authorizer',
    set('GetThing', { AuthorizerId: 'abc1234' }),
    /only routes with AuthorizationType JWT/,
  ],
  [
    'an IAM route with scopes',
    set('GetThing', { AuthorizationScopes: ['a'] }),
    /only routes with AuthorizationType JWT/,
  ],
  [
    'an open route with scopes',
    set('GetOpen', { AuthorizationScopes: ['a'] }),
    /only routes with AuthorizationType JWT/,
  ],
])('the deployment of %s is refused', async (_fault, change, message) => {
  await expect(deployApi(change)).rejects.toThrow(message);
});

test('an update changes issuer and audience of the same authorizer', async () => {
  const before = await deployApi();
  const url = String(before.outputs.Url);
  const other = 'https://other.example.com';
  const { Authorizer } = physicalIds(before);
  expect(await statusWith(url, ISSUER, {})).toBe(200);

  const after = await deployApi(configuration({ Issuer: other, Audience: ['second'] }));
  expect(physicalIds(after).Authorizer).toBe(Authorizer);
  expect(await statusWith(url, ISSUER, {})).toBe(401);
  expect(await statusWith(url, other, {})).toBe(401);
  expect(await statusWith(url, other, { aud: 'second' })).toBe(200);
});

test('a failed update does not change the authorizer', async () => {
  const stack = await deployApi();
  await expect(deployApi(configuration({ Issuer: 'http://a.example.com' }))).rejects.toThrow();
  expect(await statusWith(String(stack.outputs.Url), ISSUER, {})).toBe(200);
});

test('an update changes the scopes of a route', async () => {
  const stack = await deployApi();
  const url = String(stack.outputs.Url);
  await deployApi(set('GetClaims', { AuthorizationScopes: ['claims.write'] }));
  expect(await statusWith(url, ISSUER, {})).toBe(403);
  await deployApi(set('GetClaims', { AuthorizationScopes: undefined }));
  expect(await statusWith(url, ISSUER, { scope: undefined })).toBe(200);
});

test('an authorizer is deleted together with the last route that uses it', async () => {
  await deployApi();
  const stack = await deployApi(remove('GetClaims', 'Authorizer'));
  expect([...stack.resources.keys()]).not.toContain('Authorizer');
  expect(await statusWith(String(stack.outputs.Url), ISSUER, {})).toBe(404);
});
