import { Names, RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  type JwtAuthentication,
  jwtAuthenticationsIn,
} from '../core/configuration/authentication.ts';
import { BROKER_NAME_MAX } from '../core/configuration/configuration.ts';
import type { BrokerAccessKey } from './broker-access-key.ts';
import { BrokerAlarms } from './broker-alarms.ts';
import type { BrokerApiProps } from './broker-api.ts';
import { BrokerDashboard } from './broker-dashboard.ts';
import { BrokerFunction } from './broker-function.ts';
import type { BrokerGrants } from './broker-grants.ts';
import { BrokerIdentity } from './broker-identity.ts';
import type { LogSettings } from './broker-log-group.ts';
import { BrokerMetrics } from './broker-metrics.ts';
import type { BrokerSettings } from './broker-settings.ts';
import type { BrokerUser } from './broker-user.ts';
import type { FederationBrokerProps } from './federation-broker-props.ts';
import { IamApi } from './iam-api.ts';
import { JwtApi } from './jwt-api.ts';
import { jwtApiId, portalId } from './jwt-api-ids.ts';
import { letLogsUse } from './logs-key.ts';
import { Portal } from './portal.ts';

/** The APIs of a broker. Each authentication has its own. */
export interface BrokerApis {
  readonly iam?: IamApi;
  /** By the names of their authentications. */
  readonly jwt: ReadonlyMap<string, JwtApi>;
}

/** What a broker consists of. */
export interface BrokerParts {
  readonly name: string;
  readonly user: BrokerUser;
  readonly accessKey: BrokerAccessKey;
  readonly broker: BrokerFunction;
  readonly apis: BrokerApis;
  readonly metrics: BrokerMetrics;
  readonly alarms: readonly IAlarm[];
}

/** Makes the parts of a broker in its scope. Their ids are part of every logical id. */
export function makeParts(
  scope: Construct,
  props: FederationBrokerProps,
  settings: BrokerSettings,
  grants: BrokerGrants,
): BrokerParts {
  const { rotationDays, throttle } = settings;
  const architecture = Architecture.custom(settings.architecture);
  const { encryptionKey } = props;
  if (encryptionKey !== undefined) {
    letLogsUse(encryptionKey, scope);
  }
  const name = nameOf(scope);
  const logs: LogSettings = {
    retention: settings.logRetentionDays,
    removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.DESTROY,
    encryptionKey,
  };
  const { user, accessKey } = new BrokerIdentity(scope, 'Broker', {
    ceiling: () => grants.ceilingPolicy(settings),
    revocations: settings.revocations,
    rotationDays,
    encryptionKey,
    architecture,
    logs,
  });
  const broker = new BrokerFunction(scope, 'BrokerFunction', {
    secretArn: accessKey.secretArn,
    grants,
    encryptionKey,
    architecture,
    reservedConcurrency: settings.reservedConcurrency,
    logs,
  });
  accessKey.restrictReadingTo(broker.role);
  const apis = makeApis(
    scope,
    props,
    settings,
    {
      brokerName: name,
      broker: broker.handler,
      throttle,
      routeThrottles: settings.routeThrottles ?? [],
      logs,
    },
    (entry) =>
      entry.portal &&
      new Portal(scope, portalId(entry.name), {
        authentication: entry,
        settings: entry.portal,
        grants: () => grants.parsed,
        architecture,
        logs,
      }),
  );
  broker.answerOnly({
    iam: apis.iam?.apiId,
    jwt: [...apis.jwt.values()].map(({ known }) => known),
  });
  const metrics = new BrokerMetrics(scope, 'Metrics', {
    brokerName: name,
    broker: broker.handler,
    rotation: accessKey.rotation,
    apis: [...(apis.iam === undefined ? [] : [apis.iam]), ...apis.jwt.values()],
  });
  const { alarms } = new BrokerAlarms(scope, 'Alarms', {
    metrics,
    rotationDays,
    throttle,
    topic: props.alarmTopic,
  });
  new BrokerDashboard(scope, 'Dashboard', { metrics, alarms });
  return { name, user, accessKey, broker, apis, metrics, alarms };
}

/**
 * The name of the APIs, the caller policy, the access logs and the namespace of the metrics. It is made from the construct path,
 * so brokers of an app have different names. A nested stack's own name would be a token.
 */
function nameOf(scope: Construct): string {
  return Names.uniqueResourceName(scope, {
    maxLength: BROKER_NAME_MAX,
    separator: '-',
    allowedSpecialCharacters: '-',
  });
}

function makeApis(
  scope: Construct,
  { authentication = [] }: FederationBrokerProps,
  settings: BrokerSettings,
  props: Omit<BrokerApiProps, 'customDomain'>,
  portalOf: (entry: JwtAuthentication) => Portal | undefined,
): BrokerApis {
  const domainOf = (type: string, name?: string) =>
    authentication.find((entry) => entry.type === type && entry.name === name)?.customDomain;
  const hasIam = settings.authentication.some((entry) => entry.type === 'iam');
  return {
    iam: hasIam
      ? new IamApi(scope, 'IamApi', { ...props, customDomain: domainOf('iam') })
      : undefined,
    jwt: new Map(
      [...jwtAuthenticationsIn(settings.authentication)].map(([name, entry]) => [
        name,
        new JwtApi(scope, jwtApiId(entry.name), {
          ...props,
          customDomain: domainOf('jwt', entry.name),
          authentication: entry,
          portal: portalOf(entry),
        }),
      ]),
    ),
  };
}
