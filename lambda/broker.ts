import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { parseDeployedGrants } from '../core/grants/deployed-names.ts';
import { indexGrants } from '../core/grants/grant-index.ts';
import { SessionCache } from '../core/use-cases/session-cache.ts';
import { auditLog } from './adapters/audit-log.ts';
import { BrokerAccessKey } from './adapters/broker-access-key.ts';
import { answerRequest, type BrokerDependencies, type BrokerEvent } from './adapters/broker-api.ts';
import { StsFederationTokens } from './adapters/federation-tokens.ts';
import { S3ObjectKeys } from './adapters/object-keys.ts';
import { FederationEndpoint } from './adapters/sign-in-links.ts';
import { GRANTS_FILE, readBrokerEnvironment } from './environment.ts';

const {
  accountId,
  partition,
  region,
  apis,
  brokerAccessKeySecretArn,
  grantNames,
  endpointUrl,
  taskRoot,
} = readBrokerEnvironment();
const grantsFile: unknown = JSON.parse(readFileSync(path.join(taskRoot, GRANTS_FILE), 'utf8'));
const clock = () => new Date();
const accessKey = new BrokerAccessKey(brokerAccessKeySecretArn, clock);
// While the module loads, Lambda gives the function more CPU than its memory size would.
accessKey.prefetch();

const dependencies: BrokerDependencies = {
  accountId,
  partition,
  region,
  apis,
  grants: indexGrants(parseDeployedGrants(grantsFile, grantNames)),
  tokens: new StsFederationTokens(accessKey),
  objectKeys: new S3ObjectKeys(),
  signInLinks: new FederationEndpoint(endpointUrl),
  sessions: new SessionCache(),
  audit: auditLog,
  clock,
};

/** The function behind the HTTP APIs. */
export function handler(event: BrokerEvent): Promise<APIGatewayProxyStructuredResultV2> {
  return answerRequest(event, dependencies);
}
