import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Throttle } from '../core/configuration.ts';
import { ROUTES, type Route } from '../core/routes.ts';

/** The stage that serves at the API's root. */
const STAGE = '$default';

/** One JSON line a request; who was refused by the gateway and why is seen here alone, since the function never runs. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  userArn: '$context.identity.userArn',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
});

export interface BrokerApiProps {
  readonly broker: IFunction;
  readonly throttle: Throttle;
  readonly logRetentionDays: number;
}

/** The HTTP API for callers that sign with SigV4, and the policy that lets them in. */
export class BrokerApi extends Construct {
  readonly url: string;
  readonly callerPolicyArn: string;
  readonly #apiId: string;

  constructor(scope: Construct, id: string, props: BrokerApiProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const api = new CfnApi(this, 'Resource', {
      name: stackName,
      description: 'Federation tokens for Amazon S3, for callers that sign with SigV4',
      protocolType: 'HTTP',
    });
    this.#apiId = api.ref;
    this.url = api.attrApiEndpoint;
    this.#routes(props.broker);
    this.#stage(props);
    this.callerPolicyArn = new CfnManagedPolicy(this, 'CallerPolicy', {
      // Permission sets of IAM Identity Center name a customer managed policy, and cannot take an ARN.
      managedPolicyName: `${stackName}-Caller`,
      description: 'Attach to the roles and users that may call the federation broker',
      policyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'CallTheBroker',
            actions: ['execute-api:Invoke'],
            resources: ROUTES.map((route) => this.#arnOf(route, '*')),
          }),
        ],
      }),
    }).ref;
  }

  #routes(broker: IFunction): void {
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: this.#apiId,
      description: 'The broker function',
      integrationType: 'AWS_PROXY',
      integrationUri: broker.functionArn,
      payloadFormatVersion: '2.0',
    });
    for (const route of ROUTES) {
      const id = constructIdOf(route);
      new CfnRoute(this, id, {
        apiId: this.#apiId,
        routeKey: route,
        authorizationType: 'AWS_IAM',
        target: `integrations/${integration.ref}`,
      });
      new CfnPermission(this, `${id}Permission`, {
        action: 'lambda:InvokeFunction',
        functionName: broker.functionArn,
        principal: 'apigateway.amazonaws.com',
        sourceArn: this.#arnOf(route),
      });
    }
  }

  #stage({ throttle, logRetentionDays }: BrokerApiProps): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      // Under this name a log group needs no entry of its own in CloudWatch's resource policy, whose size is limited.
      // Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
      logGroupName: `/aws/vendedlogs/federation-broker/${Stack.of(this).stackName}`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnStage(this, 'Stage', {
      apiId: this.#apiId,
      stageName: STAGE,
      description: 'Serves at the root of the URL',
      autoDeploy: true,
      accessLogSettings: { destinationArn: accessLog.logGroupArn, format: ACCESS_LOG_FORMAT },
      defaultRouteSettings: {
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
      },
    });
  }

  /**
   * @param parameter what stands for the route's path parameters: a permission to invoke the function keeps them as they
   *   are written in the route, a caller's policy is held against the path of the request
   */
  #arnOf(route: Route, parameter?: string): string {
    const [method, path] = route.split(' ') as [string, string];
    const resourcePath = parameter === undefined ? path : path.replaceAll(/\{\w+\}/g, parameter);
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.#apiId,
      resourceName: `${STAGE}/${method}${resourcePath}`,
    });
  }
}

/** `GET /buckets/{bucket}/keys` → `GetBucketsBucketKeys` */
function constructIdOf(route: Route): string {
  return route
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
