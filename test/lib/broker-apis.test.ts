import { JWT_APIS_MAX } from '../../core/callers/known-apis.ts';
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

describe('a stack for two issuers', () => {
  const GITHUB: Authentication = {
    type: 'jwt',
    name: 'github',
    issuer: 'https://token.actions.githubusercontent.com',
    audience: ['broker'],
    nameClaim: 'sub',
    scopes: [],
  };
  const template = () => templateOf(IAM, JWT, GITHUB);

  test('leaves everything about the first issuer unchanged', () => {
    const idsOf = (name: keyof ReadableTemplate, found: ReadableTemplate) =>
      Object.entries(found[name]).filter(([id]) => /^(Alarms)?(Iam|Jwt)Api(?!Github)/.test(id));
    for (const section of ['Resources', 'Outputs'] as const) {
      expect(idsOf(section, template())).toEqual(idsOf(section, templateOf(IAM, JWT)));
    }
  });

  test('has an API, an authorizer, outputs, a metric filter and an alarm for the second', () => {
    const found = template();
    expect(found.Resources.JwtApiGithub?.Properties.Name).toBe('TestBroker-jwt-github');
    expect(found.Resources.JwtApiGithubAuthorizer?.Properties).toMatchObject({
      ApiId: '${JwtApiGithub}',
      JwtConfiguration: { Issuer: GITHUB.issuer, Audience: ['broker'] },
    });
    expect(routesOf(found).filter(({ ApiId }) => ApiId === '${JwtApiGithub}')).toEqual(
      JWT_ROUTES.map((route) => ({
        ...jwtRoute(route),
        ApiId: '${JwtApiGithub}',
        AuthorizerId: '${JwtApiGithubAuthorizer}',
        Target: 'integrations/${JwtApiGithubIntegration}',
      })),
    );
    expect(found.Resources.JwtApiGithubAccessLog?.Properties.LogGroupName).toBe(
      '/aws/vendedlogs/federation-broker/TestBroker/jwt-github/${JwtApiGithub}',
    );
    expect(found.Resources).toHaveProperty('AlarmsJwtApiGithubServerErrors');
    expect(found.Resources).toHaveProperty('MetricsJwtApiGithubThrottledRequests');
    expect(found.Outputs.JwtApiGithubUrl).toEqual({
      Description: 'Where callers with an OpenID Connect token of "github" reach the broker',
      Value: '${JwtApiGithub.ApiEndpoint}',
    });
    expect(found.Outputs.JwtApiGithubAccessLogGroup?.Value).toBe('${JwtApiGithubAccessLog}');
  });

  test('tells the function which API has the tokens of which issuer', () => {
    const { APIS } = Object(
      Object(template().Resources.BrokerFunction?.Properties.Environment).Variables,
    );
    expect(JSON.parse(APIS)).toEqual({
      iam: '${IamApi}',
      jwt: [
        {
          apiId: '${JwtApi}',
          issuer: JWT.issuer,
          audience: ['broker', 'web'],
          nameClaim: 'email',
        },
        {
          name: 'github',
          apiId: '${JwtApiGithub}',
          issuer: GITHUB.issuer,
          audience: ['broker'],
          nameClaim: 'sub',
        },
      ],
    });
  });

  test('is refused if the name of an API would be too long', () => {
    const name = 'a'.repeat(32);
    const stackName = 'B'.repeat(92);
    expect(() =>
      readableTemplate({ stackName, authentication: [{ ...GITHUB, name }] }, []),
    ).toThrow(
      /: authentication: name: the API's name B+-jwt-a+ would have 129 characters, and API Gateway allows 128: shorten/,
    );
  });
});

test('the permissions of the most APIs fit into the policy of a function', () => {
  const several = Array.from({ length: JWT_APIS_MAX }, (_, index) => ({
    ...JWT,
    name: `issuer${index}`,
    issuer: `https://id${index}.example.com`,
  }));
  const invocations = propertiesOf(templateOf(IAM, ...several), 'AWS::Lambda::Permission').filter(
    ({ FunctionName }) => FunctionName === '${BrokerFunction.Arn}',
  );
  expect(invocations).toHaveLength(IAM_ROUTES.length + JWT_ROUTES.length * JWT_APIS_MAX);
  // The longest form of each part. CloudFormation chooses the statement id, which has at most 100 characters.
  const policy = {
    Version: '2012-10-17',
    Id: 'default',
    Statement: invocations.map(({ Action, Principal, SourceArn }) => ({
      Sid: 's'.repeat(100),
      Effect: 'Allow',
      Principal: { Service: Principal },
      Action,
      Resource: `arn:aws-us-gov:lambda:us-isof-south-1:111122223333:function:${'f'.repeat(64)}`,
      Condition: {
        ArnLike: {
          'AWS:SourceArn': String(SourceArn)
            .replace('${AWS::Partition}', 'aws-us-gov')
            .replace('${AWS::Region}', 'us-isof-south-1')
            .replace('${AWS::AccountId}', '111122223333')
            .replace(/\$\{\w+\}/, 'a1b2c3d4e5'),
        },
      },
    })),
  };
  expect(JSON.stringify(policy).length).toBeLessThanOrEqual(20 * 1024);
});
