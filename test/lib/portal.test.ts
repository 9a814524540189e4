import type { Authentication } from '../../core/configuration/authentication.ts';
import { ENV } from '../../lambda/environment.ts';
import { type ReadableTemplate, readableTemplate } from './readable-template.ts';

const PEOPLE: Authentication = {
  type: 'jwt',
  name: 'people',
  issuer: 'https://issuer.example.com',
  audience: ['web'],
  nameClaim: 'email',
  scopes: ['broker/call'],
};

const PORTAL = {
  clientId: 'web',
  token: 'access',
  scope: 'openid broker/call',
  parameters: { audience: 'broker' },
  connectOrigins: ['https://token.example.com'],
} as const;

const grantFor = (id: string, authentication: string, region: string) => ({
  id,
  grantee: { jwt: { team: id }, authentication },
  scope: `s3://amzn-s3-demo-bucket-${region}/${id}/*`,
  permission: 'READ',
  region,
});

const GRANTS = [
  grantFor('b', 'people', 'us-west-2'),
  grantFor('a', 'people', 'eu-central-1'),
  grantFor('c', 'people', 'eu-central-1'),
  grantFor('machines', 'github', 'ap-south-1'),
];

const GITHUB: Authentication = { ...PEOPLE, name: 'github', issuer: 'https://other.example.com' };

let without: ReadableTemplate;
let template: ReadableTemplate;

beforeAll(() => {
  without = readableTemplate({ authentication: [PEOPLE, GITHUB] }, GRANTS);
  template = readableTemplate(
    {
      authentication: [{ ...PEOPLE, portal: PORTAL }, GITHUB],
      throttle: { rateLimit: 5, burstLimit: 100 },
    },
    GRANTS,
  );
});

const propertiesOf = (logicalId: string) => template.Resources[logicalId]?.Properties ?? {};

test('a portal adds a function, its role and log, and three routes to the API of its authentication', () => {
  const added = Object.entries(template.Resources).filter(([id]) => !(id in without.Resources));
  expect(added.map(([id, { Type }]) => `${id} ${Type}`)).toEqual([
    'PortalPeopleFunctionLogs AWS::Logs::LogGroup',
    'PortalPeopleFunctionRole AWS::IAM::Role',
    'PortalPeopleFunction AWS::Lambda::Function',
    'PortalPeopleIntegration AWS::ApiGatewayV2::Integration',
    'PortalPeopleGet AWS::ApiGatewayV2::Route',
    'PortalPeopleGetPermission AWS::Lambda::Permission',
    'PortalPeopleGetPortalConfigJson AWS::ApiGatewayV2::Route',
    'PortalPeopleGetPortalConfigJsonPermission AWS::Lambda::Permission',
    'PortalPeopleGetPortalFile AWS::ApiGatewayV2::Route',
    'PortalPeopleGetPortalFilePermission AWS::Lambda::Permission',
  ]);
  expect(Object.keys(without.Resources).filter((id) => !(id in template.Resources))).toEqual([]);
});

test('the routes are open, and lead to the portal function', () => {
  const route = (RouteKey: string) => ({
    ApiId: '${JwtApiPeople}',
    RouteKey,
    AuthorizationType: 'NONE',
    Target: 'integrations/${PortalPeopleIntegration}',
  });
  expect(propertiesOf('PortalPeopleGet')).toEqual(route('GET /'));
  expect(propertiesOf('PortalPeopleGetPortalConfigJson')).toEqual(route('GET /portal/config.json'));
  expect(propertiesOf('PortalPeopleGetPortalFile')).toEqual(route('GET /portal/{file}'));
  expect(propertiesOf('PortalPeopleIntegration')).toMatchObject({
    ApiId: '${JwtApiPeople}',
    IntegrationUri: '${PortalPeopleFunction.Arn}',
  });
});

test('only its own routes can invoke the portal function', () => {
  const permission = (path: string) => ({
    Action: 'lambda:InvokeFunction',
    FunctionName: '${PortalPeopleFunction.Arn}',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${JwtApiPeople}/$default/GET${path}`,
  });
  expect(propertiesOf('PortalPeopleGetPermission')).toEqual(permission('/'));
  expect(propertiesOf('PortalPeopleGetPortalConfigJsonPermission')).toEqual(
    permission('/portal/config.json'),
  );
  expect(propertiesOf('PortalPeopleGetPortalFilePermission')).toEqual(permission('/portal/{file}'));
});

test('the portal function may only write its log', () => {
  expect(propertiesOf('PortalPeopleFunctionRole').Policies).toEqual([
    {
      PolicyName: 'LeastPrivilege',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'WriteOwnLogs',
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: '${PortalPeopleFunctionLogs.Arn}',
          },
        ],
      },
    },
  ]);
  expect(propertiesOf('PortalPeopleFunctionRole').ManagedPolicyArns).toBeUndefined();
});

test('the portal function knows the settings, and the Regions of the grants for tokens of its issuer', () => {
  const { Environment } = propertiesOf('PortalPeopleFunction');
  const { Variables } = Environment as { Variables: Record<string, string> };
  expect(Object.keys(Variables)).toEqual([ENV.portal]);
  expect(JSON.parse(Variables[ENV.portal] ?? '')).toEqual({
    issuer: 'https://issuer.example.com',
    settings: PORTAL,
    grantRegions: ['eu-central-1', 'us-west-2'],
  });
});

test('the entry without a name is the one that grants call jwt', () => {
  const { name: _, ...unnamed } = PEOPLE;
  const { Resources } = readableTemplate(
    { authentication: [{ ...unnamed, portal: PORTAL }, GITHUB] },
    [grantFor('a', 'jwt', 'eu-central-1'), grantFor('b', 'github', 'us-west-2')],
  );
  const { Environment } = Resources.PortalFunction?.Properties ?? {};
  const { Variables } = Environment as { Variables: Record<string, string> };
  expect(JSON.parse(Variables[ENV.portal] ?? '').grantRegions).toEqual(['eu-central-1']);
});

test('strangers get a throttle of their own on each open route, never more than the API has', () => {
  const throttle = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 50 };
  expect(template.Resources.JwtApiPeopleStage?.Properties.RouteSettings).toEqual({
    'GET /': throttle,
    'GET /portal/config.json': throttle,
    'GET /portal/{file}': throttle,
  });
  expect(template.Resources.JwtApiPeopleStage?.DependsOn).toEqual([
    'PortalPeopleGet',
    'PortalPeopleGetPortalConfigJson',
    'PortalPeopleGetPortalFile',
  ]);
  expect(template.Resources.JwtApiGithubStage?.Properties.RouteSettings).toBeUndefined();
});

test('an output shows the URL of the page, which is the redirect URI', () => {
  expect(template.Outputs.PortalPeopleUrl?.Value).toBe('${JwtApiPeople.ApiEndpoint}/');
  expect(without.Outputs.PortalPeopleUrl).toBeUndefined();
});
