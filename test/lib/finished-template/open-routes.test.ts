import { Stack } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Authentication } from '../../../lib/index.ts';
import { appWith, Broker, below, problemsOf } from './broker-in-app.ts';

const AUTHENTICATION = Authentication.jwt({
  issuer: 'https://issuer.example.com',
  audience: 'broker',
  portal: { clientId: 'broker', token: 'id' },
});

/** The problems of a broker with a portal after a change. */
function problemsAfter(change: (broker: Broker) => void): readonly string[] {
  const app = appWith();
  const stack = new Stack(app, 'Consumer');
  const broker = new Broker(stack, 'FederationBroker', {
    authentication: [Authentication.iam(), AUTHENTICATION],
  });
  change(broker);
  return problemsOf(app);
}

test('the routes of a portal may be open', () => {
  expect(problemsAfter(() => undefined)).toEqual([]);
});

const pageRoute = (broker: Broker) => below(broker, CfnRoute, /\/Portal\/Get$/);

const jwtIntegration = (broker: Broker) =>
  broker.node.findAll().find((each) => each.node.path.endsWith('JwtApi/Integration'));

const CHANGES: readonly [string, (broker: Broker) => void, RegExp, RegExp][] = [
  [
    'a route to the broker function without authentication',
    ({ route }) => route.addPropertyOverride('AuthorizationType', 'NONE'),
    /GetConsole \(\w+\): AuthorizationType: must be "JWT", is "NONE"/,
    /GetConsole \(\w+\): everybody could call GET \/console: only the routes GET \/, GET \/portal\/config.json, GET \/portal\/\{file\} may/,
  ],
  [
    'a route to the broker function without a type of authorization',
    ({ route }) => route.addPropertyDeletionOverride('AuthorizationType'),
    /GetConsole \(\w+\): AuthorizationType: must be "JWT", is absent/,
    /GetConsole \(\w+\): everybody could call GET \/console/,
  ],
  [
    'another open route to the portal function',
    (broker) => pageRoute(broker).addPropertyOverride('RouteKey', 'GET /more'),
    /Get \(\w+\): RouteKey: must be "GET \/", is "GET \/more"/,
    /Get \(\w+\): everybody could call GET \/more/,
  ],
  [
    'an open route of the portal that leads to the broker function',
    (broker) => {
      const integration = jwtIntegration(broker);
      if (integration instanceof CfnIntegration) {
        pageRoute(broker).addPropertyOverride('Target', {
          'Fn::Join': ['/', ['integrations', integration.ref]],
        });
      }
    },
    /Get \(\w+\): Target: must be/,
    /Get \(\w+\): everybody could call GET \/: .* and they must lead to the portal function/,
  ],
];

test.each(CHANGES)('refuses %s', (_, change, changed, open) => {
  expect(problemsAfter(change)).toEqual([
    expect.stringMatching(changed),
    expect.stringMatching(open),
  ]);
});

test('refuses a portal whose integration leads to the broker function', () => {
  const problems = problemsAfter((broker) => {
    below(broker, CfnIntegration, /\/Portal\//).integrationUri =
      broker.function.handler.functionArn;
  });
  expect(problems).toContainEqual(expect.stringMatching(/IntegrationUri: must be/));
  for (const route of ['GET /', 'GET /portal/config.json', 'GET /portal/{file}']) {
    expect(problems).toContainEqual(expect.stringContaining(`everybody could call ${route}:`));
  }
});
