import type { Authentication } from '../../core/configuration/authentication.ts';
import { type ReadableTemplate, readableTemplate } from './readable-template.ts';

const IAM_ROUTES = [
  'POST /federation-tokens',
  'GET /buckets/{bucket}/keys',
  'GET /console',
  'GET /grants',
];
const JWT_ROUTES = [...IAM_ROUTES, 'GET /credentials'];

const IAM: Authentication = { type: 'iam' };
const JWT: Authentication = {
  type: 'jwt',
  issuer: 'https://issuer.example.com',
  audience: ['broker', 'web'],
  nameClaim: 'email',
  scopes: [],
};

const templates = new Map<string, ReadableTemplate>();

/** Each kind of stack is synthesized once. */
function templateOf(...authentication: readonly Authentication[]): ReadableTemplate {
  const name = JSON.stringify(authentication);
  const template = templates.get(name) ?? readableTemplate({ authentication }, []);
  templates.set(name, template);
  return template;
}

function propertiesOf(template: ReadableTemplate, type: string) {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

const routesOf = (template: ReadableTemplate) => propertiesOf(template, 'AWS::ApiGatewayV2::Route');

const jwtRoute = (route: string) => ({
  ApiId: '${JwtApi}',
  RouteKey: route,
  AuthorizationType: 'JWT',
  AuthorizerId: '${JwtApiAuthorizer}',
  Target: 'integrations/${JwtApiIntegration}',
});

const iamRoute = (route: string) => ({
  ApiId: '${IamApi}',
  RouteKey: route,
  AuthorizationType: 'AWS_IAM',
  Target: 'integrations/${IamApiIntegration}',
});

describe.each([
  ['tokens and signed requests', [IAM, JWT]],
  ['tokens only', [JWT]],
] as const)('the API for tokens, with %s', (_, authentication) => {
  test('verifies issuer and audience of the Authorization header', () => {
    expect(propertiesOf(templateOf(...authentication), 'AWS::ApiGatewayV2::Authorizer')).toEqual([
      {
        ApiId: '${JwtApi}',
        Name: 'OpenIdConnect',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: {
          Issuer: 'https://issuer.example.com',
          Audience: ['broker', 'web'],
        },
      },
    ]);
  });

  test('requires a token on each route, and no scope', () => {
    const routes = routesOf(templateOf(...authentication));
    expect(routes.filter(({ ApiId }) => ApiId === '${JwtApi}')).toEqual(JWT_ROUTES.map(jwtRoute));
  });

  test('has no route without authorization, and no route of another API', () => {
    const routes = authentication.flatMap(({ type }) =>
      type === 'jwt' ? JWT_ROUTES.map(jwtRoute) : IAM_ROUTES.map(iamRoute),
    );
    expect(routesOf(templateOf(...authentication))).toEqual(routes);
  });

  test('can invoke the broker function only from its own routes', () => {
    const invocation = /^arn:\${AWS::Partition}:execute-api:.*:\${JwtApi}\/\$default\//;
    const sources = propertiesOf(templateOf(...authentication), 'AWS::Lambda::Permission')
      .map(({ SourceArn }) => String(SourceArn))
      .filter((arn) => arn.includes('JwtApi'));
    expect(sources.map((arn) => arn.replace(invocation, ''))).toEqual([
      'POST/federation-tokens',
      'GET/buckets/{bucket}/keys',
      'GET/console',
      'GET/grants',
      'GET/credentials',
    ]);
  });

  test('has its own throttle and its own log, with the subject of the caller and the reason why a token was refused', () => {
    const { Resources } = templateOf(...authentication);
    const { AccessLogSettings, ...stage } = Resources.JwtApiStage?.Properties ?? {};
    expect(stage).toMatchObject({
      ApiId: '${JwtApi}',
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    });
    const { Format, DestinationArn } = AccessLogSettings as Record<string, string>;
    expect(DestinationArn).toBe('${JwtApiAccessLog.Arn}');
    expect(JSON.parse(Format ?? '')).toMatchObject({
      requestId: '$context.requestId',
      subject: '$context.authorizer.claims.sub',
      authorizerError: '$context.authorizer.error',
    });
    expect(Resources.JwtApiAccessLog?.Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/federation-broker/TestBroker/jwt/${JwtApi}',
      RetentionInDays: 30,
    });
  });

  test('tells the function the APIs, and the issuer, audience and name claim of the tokens', () => {
    const { Resources } = templateOf(...authentication);
    expect(Resources.BrokerFunction?.Properties.Environment).toMatchObject({
      Variables: {
        APIS: JSON.stringify({
          ...(authentication.length > 1 ? { iam: '${IamApi}' } : {}),
          jwt: [
            {
              apiId: '${JwtApi}',
              issuer: 'https://issuer.example.com',
              audience: ['broker', 'web'],
              nameClaim: 'email',
            },
          ],
        }),
      },
    });
  });
});

test('each API has only the limits of its own routes, and its stage is created after these routes', () => {
  const throttle = { rateLimit: 5, burstLimit: 10 };
  const { Resources } = readableTemplate({
    authentication: [JWT, IAM],
    routeThrottles: [
      ['GET /credentials', throttle],
      ['POST /federation-tokens', throttle],
    ],
  });
  const limits = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 };
  expect(Resources.IamApiStage).toMatchObject({
    Properties: { RouteSettings: { 'POST /federation-tokens': limits } },
    DependsOn: ['IamApiPostFederationTokens'],
  });
  expect(Resources.JwtApiStage).toMatchObject({
    Properties: {
      RouteSettings: { 'GET /credentials': limits, 'POST /federation-tokens': limits },
    },
    DependsOn: ['JwtApiGetCredentials', 'JwtApiPostFederationTokens'],
  });
  expect(Object.keys(Resources.IamApiStage?.Properties.RouteSettings as object)).toHaveLength(1);
});

test('without route limits, a stage has no route settings and depends on no route', () => {
  const { IamApiStage, JwtApiStage } = templateOf(JWT, IAM).Resources;
  for (const stage of [IamApiStage, JwtApiStage]) {
    expect([stage?.Properties.RouteSettings, stage?.DependsOn]).toEqual([undefined, undefined]);
  }
});

test('a stack with both kinds has two APIs on one function', () => {
  const template = templateOf(JWT, IAM);
  expect(propertiesOf(template, 'AWS::ApiGatewayV2::Api').map(({ Name }) => Name)).toEqual([
    'TestBroker-iam',
    'TestBroker-jwt',
  ]);
  expect(
    propertiesOf(template, 'AWS::ApiGatewayV2::Integration').map(
      ({ ApiId, IntegrationUri }) => `${ApiId} ${IntegrationUri}`,
    ),
  ).toEqual(['${IamApi} ${BrokerFunction.Arn}', '${JwtApi} ${BrokerFunction.Arn}']);
  expect(propertiesOf(template, 'AWS::Lambda::Permission')).toHaveLength(
    1 + IAM_ROUTES.length + JWT_ROUTES.length,
  );
  expect(Object.keys(template.Outputs)).toEqual([
    'IamApiUrl',
    'IamApiAccessLogGroup',
    'CallerPolicyArn',
    'JwtApiUrl',
    'JwtApiAccessLogGroup',
    'BrokerAccessKeySecretArn',
    'BrokerLogGroup',
    'RotationLogGroup',
  ]);
  expect(template.Outputs.JwtApiUrl?.Value).toBe('${JwtApi.ApiEndpoint}');
});

test('only the API for tokens has container credentials: no route, permission or policy for signed requests has them', () => {
  const { Resources } = templateOf(JWT, IAM);
  const withCredentials = Object.entries(Resources)
    .filter(([, { Properties }]) => JSON.stringify(Properties).includes('/credentials'))
    .map(([id]) => id);
  expect(withCredentials).toEqual(['JwtApiGetCredentials', 'JwtApiGetCredentialsPermission']);
});

test('a stack for tokens only has no API for signed requests', () => {
  const template = templateOf(JWT);
  const ids = Object.keys(template.Resources);
  expect(ids.filter((id) => id.startsWith('IamApi'))).toEqual([]);
  expect(ids.filter((id) => id.startsWith('JwtApi'))).toEqual([
    'JwtApi',
    'JwtApiAuthorizer',
    'JwtApiIntegration',
    'JwtApiPostFederationTokens',
    'JwtApiPostFederationTokensPermission',
    'JwtApiGetBucketsBucketKeys',
    'JwtApiGetBucketsBucketKeysPermission',
    'JwtApiGetConsole',
    'JwtApiGetConsolePermission',
    'JwtApiGetGrants',
    'JwtApiGetGrantsPermission',
    'JwtApiGetCredentials',
    'JwtApiGetCredentialsPermission',
    'JwtApiAccessLog',
    'JwtApiStage',
  ]);
  expect(Object.keys(template.Outputs)).toEqual([
    'JwtApiUrl',
    'JwtApiAccessLogGroup',
    'BrokerAccessKeySecretArn',
    'BrokerLogGroup',
    'RotationLogGroup',
  ]);
  expect(JSON.stringify(template)).not.toMatch(/execute-api:Invoke|AWS_IAM|CallerPolicy/);
});

test('a stack for signed requests only has no authorizer', () => {
  const template = templateOf(IAM);
  expect(JSON.stringify(template)).not.toMatch(/JwtApi|AWS::ApiGatewayV2::Authorizer/);
  expect(routesOf(template)).toEqual(IAM_ROUTES.map(iamRoute));
});

test('routes require the configured scopes', () => {
  const routes = routesOf(templateOf({ ...JWT, scopes: ['broker/read', 'openid'] }));
  expect(routes).toEqual(
    JWT_ROUTES.map((route) => ({
      ...jwtRoute(route),
      AuthorizationScopes: ['broker/read', 'openid'],
    })),
  );
});
