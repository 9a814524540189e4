import {
  CfnApi,
  CfnApiMapping,
  CfnDomainName,
  type CfnRoute,
  CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Throttle } from '../core/configuration/configuration.ts';
import { InvalidInput } from '../core/problems.ts';
import type { Route } from '../core/routes.ts';
import {
  type ApiRoute,
  addRoutes,
  type RouteAuthorization,
  routeArn,
  STAGE,
} from './api-routes.ts';
import type { CustomDomain } from './broker-authentication.ts';
import { brokerLogGroup, type LogSettings } from './broker-log-group.ts';

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

/** A route with a throttle of its own. */
export type ThrottledRoute = readonly [route: ApiRoute, created: CfnRoute, throttle: Throttle];

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
  /** Adds routes that lead to another function than the broker's. */
  readonly addOtherRoutes?: (apiId: string) => readonly ThrottledRoute[];
}

/** An HTTP API of the broker. All routes to the broker function need authentication. It has no `$default` route. */
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
    const routes = addRoutes(this, {
      apiId: this.apiId,
      handler: props.broker,
      description: 'The broker function',
      routes: authentication.routes,
      authorization: authentication.authorize(this, this.apiId),
    });
    const throttled = props.routeThrottles.flatMap(([route, throttle]): ThrottledRoute[] => {
      const created = routes.get(route);
      return created === undefined ? [] : [[route, created, throttle]];
    });
    const others = authentication.addOtherRoutes?.(this.apiId) ?? [];
    this.accessLog = this.#accessLog(props, authentication);
    const stage = this.#stage(props, authentication, [...throttled, ...others]);
    if (props.customDomain === undefined) {
      this.url = api.attrApiEndpoint;
    } else {
      this.url = `https://${props.customDomain.domainName}`;
      this.dnsTarget = this.#domain(props.customDomain, stage);
    }
  }

  protected arnOf(route: Route, parameter: string): string {
    return routeArn(this, this.apiId, route, parameter);
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
    { throttle }: BrokerApiProps,
    { logged }: ApiAuthentication,
    throttled: readonly ThrottledRoute[],
  ): CfnStage {
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
      routeSettings: throttled.length === 0 ? undefined : routeSettingsOf(throttled),
    });
    // API Gateway refuses settings of a route that does not exist yet.
    // Source: https://github.com/aws/serverless-application-model/issues/2479
    for (const [, created] of throttled) {
      stage.node.addDependency(created);
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
function routeSettingsOf(throttled: readonly ThrottledRoute[]): object {
  return Object.fromEntries(
    throttled.map(([route, , { rateLimit, burstLimit }]) => [
      route,
      { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    ]),
  );
}
