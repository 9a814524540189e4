import {
  type JwtAuthentication,
  jwtAuthenticationsIn,
} from '../../../core/configuration/authentication.ts';
import { parseConfiguration } from '../../../core/configuration/configuration.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { allowPortals, clientsOf } from '../../../tools/local/portals.ts';
import type { RunningBroker } from '../../../tools/local/run-broker.ts';

const jwt = (name: string, more: object = {}) => ({
  type: 'jwt',
  name,
  issuer: `https://${name}.example.com`,
  audience: 'broker',
  scopes: ['call'],
  ...more,
});

const portal = { clientId: 'web', token: 'access', scope: 'openid call more' };

const { authentication } = parseConfiguration({
  authentication: [jwt('staff', { portal }), jwt('guests', { portal }), jwt('ci')],
});

const jwtEntries = [...jwtAuthenticationsIn(authentication).values()];

const grant = (name: string, bucket: string) => ({
  id: `${name}-${bucket.slice(-1)}`,
  grantee: { jwt: { sub: '*' }, authentication: name },
  scope: `s3://${bucket}/a/*`,
  permission: 'READ',
});

test('the portal and fedbroker sign people in, each to addresses of its own', () => {
  const [staff, , ci] = jwtEntries as [JwtAuthentication, JwtAuthentication, JwtAuthentication];
  const fedbroker = {
    clientId: 'fedbroker',
    audience: 'broker',
    scopes: ['call'],
    redirectUris: ['http://127.0.0.1/callback'],
  };
  expect(clientsOf(staff, 'http://127.0.0.1:8788/')).toEqual([
    {
      clientId: 'web',
      audience: 'broker',
      scopes: ['call', 'openid', 'more'],
      redirectUris: ['http://127.0.0.1:8788/', 'http://127.0.0.1/callback'],
    },
    fedbroker,
  ]);
  expect(clientsOf(ci, undefined)).toEqual([fedbroker]);
});

test('each bucket lets in the portals of the tokens that its grants are for', () => {
  const set: Record<string, readonly string[]> = {};
  const grants = parseGrants({
    grants: [
      grant('staff', 'amzn-s3-demo-bucket1'),
      grant('guests', 'amzn-s3-demo-bucket1'),
      grant('guests', 'amzn-s3-demo-bucket2'),
      grant('ci', 'amzn-s3-demo-bucket3'),
      grant('staff', 'amzn-s3-demo-bucket4'),
    ],
  });
  const setBucketCors: RunningBroker['local']['s3']['setBucketCors'] = (bucket, cors) => {
    set[bucket] = (cors?.CORSRules ?? []).flatMap(({ AllowedOrigins: origins }) => origins);
  };
  allowPortals(
    {
      authentication,
      grants,
      apiUrl: (_type, name) => `http://127.0.0.1:${name === 'staff' ? 8788 : 8789}`,
      local: { s3: { setBucketCors } },
    },
    new Set([1, 2, 3].map((number) => `amzn-s3-demo-bucket${number}`)),
  );
  expect(set).toEqual({
    'amzn-s3-demo-bucket1': ['http://127.0.0.1:8788', 'http://127.0.0.1:8789'],
    'amzn-s3-demo-bucket2': ['http://127.0.0.1:8789'],
  });
});
