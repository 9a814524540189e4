import { parseConfiguration } from '../../../core/configuration/configuration.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { portalCorsText } from '../../../tools/portal-cors/portal-cors.ts';

const PORTAL = { clientId: 'web', token: 'access' };

const jwt = (name: string, more: object = { portal: PORTAL }) => ({
  type: 'jwt',
  name,
  issuer: `https://${name}.example.com`,
  audience: 'broker',
  ...more,
});

const grantFor = (id: string, grantee: object, bucket: string, region?: string) => ({
  id,
  grantee,
  scope: `s3://${bucket}/${id}/*`,
  permission: 'READ',
  region,
});

const people = { jwt: { sub: '*' }, authentication: 'people' };

const GRANTS = [
  grantFor('home', people, 'amzn-s3-demo-bucket1', 'eu-central-1'),
  grantFor('more', people, 'amzn-s3-demo-bucket1', 'eu-central-1'),
  grantFor('team', people, 'amzn-s3-demo-bucket2'),
  grantFor('builds', { jwt: { sub: 'ci' }, authentication: 'ci' }, 'amzn-s3-demo-bucket3'),
  grantFor('etl', { iam: 'role/Etl' }, 'amzn-s3-demo-bucket4'),
];

function brokerWith(authentication: readonly object[], grants: readonly object[] = GRANTS) {
  return {
    authentication: parseConfiguration({ authentication }).authentication,
    grants: parseGrants({ grants }),
  };
}

const ONE_PORTAL = brokerWith([{ type: 'iam' }, jwt('people'), jwt('ci', {})]);

const URL_OF_API = 'https://abc123.execute-api.eu-west-1.amazonaws.com/';

const RULES = {
  CORSRules: [
    {
      ID: 'federation-broker-portal',
      AllowedOrigins: ['https://abc123.execute-api.eu-west-1.amazonaws.com'],
      AllowedMethods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 3600,
    },
  ],
};

test('prints the rules, and a command for each bucket of the grants for tokens of that issuer', () => {
  const text = portalCorsText(ONE_PORTAL, { urls: [URL_OF_API] });
  expect(text).toContain(`\n\n${JSON.stringify(RULES, null, 2)}\n\n`);
  const json = `'${JSON.stringify(RULES)}'`;
  expect(text.split('\n').filter((line) => line.startsWith('aws '))).toEqual([
    `aws s3api put-bucket-cors --region eu-central-1 --bucket amzn-s3-demo-bucket1 --cors-configuration ${json}`,
    `aws s3api put-bucket-cors --bucket amzn-s3-demo-bucket2 --cors-configuration ${json}`,
  ]);
});

test.each([
  ['http://127.0.0.1:8787/', 'http://127.0.0.1:8787'],
  ['http://localhost:8787', 'http://localhost:8787'],
  ['http://[::1]:8787', 'http://[::1]:8787'],
  ['https://Files.example.com:443', 'https://files.example.com'],
])('allows the portal at %s as the origin %s', (url, origin) => {
  const text = portalCorsText(ONE_PORTAL, { urls: [url] });
  expect(text).toContain(`"AllowedOrigins":["${origin}"]`);
});

test.each([
  ['http://abc123.execute-api.eu-west-1.amazonaws.com/', /must begin with https:\/\//],
  ['http://127.0.0.1.example.com/', /must begin with https:\/\//],
  ['https://abc123.execute-api.eu-west-1.amazonaws.com/prod', /must have no path/],
  ['https://user@abc123.execute-api.eu-west-1.amazonaws.com/', /must have no path/],
  ['abc123', /must be the address of the portal/],
  ['*', /must be the address of the portal/],
])('refuses the address %s', (url, message) => {
  expect(() => portalCorsText(ONE_PORTAL, { urls: [url] })).toThrow(message);
});

test('asks for the address, unless the API has a custom domain', () => {
  expect(() => portalCorsText(ONE_PORTAL, { urls: [] })).toThrow('the output PortalPeopleUrl');
  expect(() => portalCorsText(ONE_PORTAL, { urls: [URL_OF_API, URL_OF_API] })).toThrow(
    'See --help',
  );
  const customDomain = {
    domainName: 'files.example.com',
    certificateArn:
      'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
  };
  const broker = brokerWith([jwt('people', { portal: PORTAL, customDomain })], GRANTS.slice(0, 3));
  expect(portalCorsText(broker, { urls: [] })).toContain('"https://files.example.com"');
});

test('asks which portal if there are several, and says which buckets they share', () => {
  const shared = grantFor(
    'shared',
    { jwt: { sub: 'x' }, authentication: 'ci' },
    'amzn-s3-demo-bucket1',
  );
  const broker = brokerWith(
    [{ type: 'iam' }, jwt('people'), jwt('ci')],
    [...GRANTS, { ...shared, region: 'eu-central-1' }],
  );
  const urls = [URL_OF_API];
  expect(() => portalCorsText(broker, { urls })).toThrow('choose one with --name: "people", "ci"');
  expect(() => portalCorsText(broker, { urls, name: 'staff' })).toThrow(
    '--name: no jwt entry "staff" has a portal, only "people", "ci"',
  );
  const text = portalCorsText(broker, { urls, name: 'people' });
  expect(text).toContain(
    'amzn-s3-demo-bucket1 also has grants for the portal of "ci": add its origin to AllowedOrigins.',
  );
  expect(text).not.toContain('amzn-s3-demo-bucket2 also');
});

test('says that there is no portal, or no grant for it', () => {
  const none = brokerWith([{ type: 'iam' }, jwt('people', {}), jwt('ci', {})]);
  expect(() => portalCorsText(none, { urls: [URL_OF_API] })).toThrow('has a portal: add "portal"');
  const unused = brokerWith([{ type: 'iam' }, jwt('people')], []);
  expect(() => portalCorsText(unused, { urls: [URL_OF_API] })).toThrow(
    'No grant is for tokens of "people"',
  );
});

test('does not put a name that is known only at deployment into a command', () => {
  const [home] = parseGrants({ grants: [GRANTS[0]] });
  const grants = JSON.parse(
    JSON.stringify([home]).replaceAll('amzn-s3-demo-bucket1', '${Bucket83908E77}'),
  );
  const text = portalCorsText({ ...ONE_PORTAL, grants }, { urls: [URL_OF_API] });
  expect(text).toContain('The name of ${Bucket83908E77} is known only when its stack is deployed');
  expect(text).toContain('--bucket BUCKET_NAME --cors-configuration');
});
