import { Stack } from 'aws-cdk-lib';
import {
  CfnApi,
  CfnApiMapping,
  CfnDomainName,
  CfnIntegration,
  CfnRoute,
  type CfnRouteProps,
  CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Throttle } from '../core/configuration/configuration.ts';
import { InvalidInput } from '../core/problems.ts';
import type { Route } from '../core/routes.ts';
import type { CustomDomain } from './broker-authentication.ts';
import { brokerLogGroup, type LogSettings } from './broker-log-group.ts';

/** With this stage, the API's URLs contain no stage name. */
const STAGE = '$default';

/** Characters. Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
const API_NAME_MAX = 128;

/** The fields of the access log for every kind of caller. */
const LOGGED = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

export interface BrokerApiProps {
  /** Names the API and its access log. */
  readonly brokerName: string;
  readonly broker: IFunction;
  readonly throttle: Throttle;
  /** Throttles of single routes, which can belong to any API. For these routes, they replace `throttle`. */
  readonly routeThrottles: readonly (readonly [route: Route, throttle: Throttle])[];
  readonly logs: LogSettings;
  /** Without it, callers use API Gateway's host name. */
  readonly customDomain?: CustomDomain;
}

type RouteAuthorization = Pick<
  CfnRouteProps,
  'authorizationType' | 'authorizerId' | 'authorizationScopes'
>;

/** What differs between the APIs of two kinds of authentication. */
export interface ApiAuthentication {
  /** Ends the name of the API, and is part of the name of its access log. */
  readonly suffix: string;
  readonly description: string;
  readonly routes: readonly Route[];
  /** The authorization of every route. */
  readonly authorize: (api: Construct, apiId: string) => RouteAuthorization;
  /** Fields of the access log about the caller: name → variable. */
  readonly logged: Readonly<Record<string, string>>;
}

/** An HTTP API of the broker. All of its routes need authentication. It has no `$default` route. */
export abstract class BrokerApi extends Construct {
  readonly url: string;
  /** The name that the DNS record of the custom domain must point to. */
  readonly dnsTarget?: string;
  readonly apiId: string;
  readonly accessLog: ILogGroup;

  constructor(
    scope: Construct,
    id: string,
    props: BrokerApiProps,
    authentication: ApiAuthentication,
  ) {
    super(scope, id);
    const api = new CfnApi(this, 'Resource', {
      name: apiName(props.brokerName, authentication.suffix),
      description: authentication.description,
      protocolType: 'HTTP',
      disableExecuteApiEndpoint: props.customDomain === undefined ? undefined : true,
    });
    this.apiId = api.ref;
    const routes = this.#routes(props.broker, authentication);
    this.accessLog = this.#accessLog(props, authentication);
    const stage = this.#stage(props, authentication, routes);
    if (props.customDomain === undefined) {
      this.url = api.attrApiEndpoint;
    } else {
      this.url = `https://${props.customDomain.domainName}`;
      this.dnsTarget = this.#domain(props.customDomain, stage);
    }
  }

  /**
   * The ARN by which a route is invoked.
   *
   * @param parameter replaces the path parameters of the route. A permission to invoke the function needs them as the route
   *   writes them. AWS compares a caller's policy with the path of the request
   */
  protected arnOf(route: Route, parameter?: string): string {
    const [method, path] = route.split(' ') as [string, string];
    const resourcePath = parameter === undefined ? path : path.replaceAll(/\{\w+\}/g, parameter);
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.apiId,
      resourceName: `${STAGE}/${method}${resourcePath}`,
    });
  }

  #routes(
    broker: IFunction,
    { routes, authorize }: ApiAuthentication,
  ): ReadonlyMap<Route, CfnRoute> {
    const authorization = authorize(this, this.apiId);
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: this.apiId,
      description: 'The broker function',
      integrationType: 'AWS_PROXY',
      integrationUri: broker.functionArn,
      payloadFormatVersion: '2.0',
    });
    const created = new Map<Route, CfnRoute>();
    for (const route of routes) {
      const id = constructIdOf(route);
      const cfnRoute = new CfnRoute(this, id, {
        apiId: this.apiId,
        routeKey: route,
        ...authorization,
        target: `integrations/${integration.ref}`,
      });
      new CfnPermission(this, `${id}Permission`, {
        action: 'lambda:InvokeFunction',
        functionName: broker.functionArn,
        principal: 'apigateway.amazonaws.com',
        sourceArn: this.arnOf(route),
      });
      created.set(route, cfnRoute);
    }
    return created;
  }

  /** @returns the name that the DNS record must point to */
  #domain({ domainName, certificate }: CustomDomain, stage: CfnStage): string {
    const domain = new CfnDomainName(this, 'Domain', {
      domainName,
      domainNameConfigurations: [
        {
          certificateArn: certificate.certificateArn,
          endpointType: 'REGIONAL',
          securityPolicy: 'TLS_1_2',
        },
      ],
    });
    const mapping = new CfnApiMapping(this, 'DomainMapping', {
      apiId: this.apiId,
      domainName: domain.ref,
      stage: STAGE,
    });
    mapping.node.addDependency(stage);
    return domain.attrRegionalDomainName;
  }

  #accessLog({ logs, brokerName }: BrokerApiProps, { suffix }: ApiAuthentication): ILogGroup {
    // With this prefix, the log group needs no entry in CloudWatch's resource policy, whose size is limited.
    // Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html The name contains the API's
    // id, so it never equals the name of a log group that a deleted API left behind.
    const name = `/aws/vendedlogs/federation-broker/${brokerName}/${suffix}/${this.apiId}`;
    return brokerLogGroup(this, 'AccessLog', logs, name);
  }

  #stage(
    { throttle, routeThrottles }: BrokerApiProps,
    { logged }: ApiAuthentication,
    routes: ReadonlyMap<Route, CfnRoute>,
  ): CfnStage {
    const limited = routeThrottles.filter(([route]) => routes.has(route));
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.apiId,
      stageName: STAGE,
      description: 'Serves at the root of the URL',
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: this.accessLog.logGroupArn,
        // One line of JSON for each request. Only this log shows refusals by API Gateway, because the function never runs.
        format: JSON.stringify({ ...LOGGED, ...logged }),
      },
      defaultRouteSettings: {
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
      },
      routeSettings: limited.length === 0 ? undefined : routeSettingsOf(limited),
    });
    // API Gateway refuses settings of a route that does not exist yet.
    // Source: https://github.com/aws/serverless-application-model/issues/2479
    for (const [route] of limited) {
      stage.node.addDependency(routes.get(route) as CfnRoute);
    }
    return stage;
  }
}

/** @throws InvalidInput if the name is too long for API Gateway */
function apiName(brokerName: string, suffix: string): string {
  const name = `${brokerName}-${suffix}`;
  if (name.length > API_NAME_MAX) {
    throw new InvalidInput([
      `authentication: name: the API's name ${name} would have ${name.length} characters, and API Gateway allows ` +
        `${API_NAME_MAX}: shorten the name of the authentication, or of the stack`,
    ]);
  }
  return name;
}

/** Uses the template's spelling, `ThrottlingRateLimit`, because the CDK copies these settings into the template unchanged. */
function routeSettingsOf(throttles: BrokerApiProps['routeThrottles']): object {
  return Object.fromEntries(
    throttles.map(([route, { rateLimit, burstLimit }]) => [
      route,
      { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    ]),
  );
}

/** `GET /buckets/{bucket}/keys` → `GetBucketsBucketKeys` */
function constructIdOf(route: Route): string {
  return route
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
