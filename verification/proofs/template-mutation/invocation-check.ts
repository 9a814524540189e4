import { type Finding, finding } from './finding.ts';
import { isAllowed, type StandInStack } from './stand-in-stack.ts';

interface Source {
  readonly service: string;
  /** In the notation of Fn::Sub. */
  readonly sourceArn?: string;
  readonly sourceAccount: string;
  /** The function that it may invoke; no other. */
  readonly invokes?: string;
}

const OWN = '111122223333';
const FOREIGN = '999988887777';
const FUNCTIONS = ['BrokerFunction', 'BrokerAccessKeyRotation', 'BrokerAccessKeyCleanup'];

const COMMON_ROUTES = [
  'POST/federation-tokens',
  'GET/buckets/{bucket}/keys',
  'GET/console',
  'GET/grants',
];
const ROUTES = { IamApi: COMMON_ROUTES, JwtApi: [...COMMON_ROUTES, 'GET/credentials'] };

const gateway = { service: 'apigateway.amazonaws.com', sourceAccount: OWN };
const secretsManager = {
  service: 'secretsmanager.amazonaws.com',
  sourceArn: '${BrokerAccessKeySecret}',
};

/** `arn:aws:execute-api:REGION:ACCOUNT:API/$default/ROUTE` */
function routeArn(api: string, route: string, region = 'us-east-1', account = OWN): string {
  return `arn:aws:execute-api:${region}:${account}:${api}/$default/${route}`;
}

const SOURCES: readonly Source[] = [
  { ...secretsManager, sourceAccount: OWN, invokes: 'BrokerAccessKeyRotation' },
  { ...secretsManager, sourceAccount: FOREIGN },
  ...Object.entries(ROUTES).flatMap(([name, routes]) => {
    const api = `\${${name}}`;
    return routes.flatMap((route): readonly Source[] => [
      { ...gateway, sourceArn: routeArn(api, route), invokes: 'BrokerFunction' },
      { ...gateway, sourceArn: routeArn('another', route) },
      { ...gateway, sourceArn: routeArn(api, route, 'eu-west-1') },
      {
        ...gateway,
        sourceArn: routeArn(api, route, 'us-east-1', FOREIGN),
        sourceAccount: FOREIGN,
      },
      { ...gateway, sourceArn: routeArn(api, `${route}-more`) },
      { ...gateway, sourceArn: routeArn(api, route.replace(/[^/]*$/, 'another')) },
      { service: 's3.amazonaws.com', sourceArn: routeArn(api, route), sourceAccount: OWN },
    ]);
  }),
  { ...gateway, sourceArn: routeArn('${IamApi}', 'GET/credentials') },
  { ...gateway, sourceArn: routeArn('${IamApi}', '$default') },
  { ...gateway, sourceArn: routeArn('${JwtApi}', '$default') },
  { ...gateway },
];

/** Tries to invoke every function from every source. */
export function invocationFindings(stack: StandInStack): readonly Finding[] {
  return SOURCES.flatMap(({ service, sourceArn, sourceAccount, invokes }) =>
    FUNCTIONS.flatMap((logicalId) => {
      const functionArn = stack.filled(`\${${logicalId}.Arn}`);
      const source = sourceArn === undefined ? undefined : stack.filled(sourceArn);
      const allowed = isAllowed(() =>
        stack.functions.authorizeInvocation(functionArn, {
          service,
          sourceArn: source,
          sourceAccount,
        }),
      );
      const verb = allowed ? 'may' : 'may not';
      return allowed === (invokes === logicalId)
        ? []
        : [
            finding(
              `${service} of ${sourceAccount} ${verb} invoke ${logicalId} for ${sourceArn}`,
              allowed,
            ),
          ];
    }),
  );
}
