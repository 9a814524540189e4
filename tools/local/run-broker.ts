import { type LocalAws, type LocalAwsOptions, type Stack, startLocalAws } from 'local-aws';
import { UNNAMED_AUTHENTICATION } from '../../core/callers/authentication-name.ts';
import {
  type Authentication,
  jwtAuthenticationsIn,
} from '../../core/configuration/authentication.ts';
import type { Grant } from '../../core/grants/grant.ts';
import type { BrokerMetadata } from '../../lib/broker-metadata.ts';
import type { SynthesizedBroker } from '../assembly/synthesized-broker.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { requireFreePorts } from './free-ports.ts';
import { accountOf } from './local-account.ts';
import { portalUrls } from './portals.ts';
import { runnableBroker, writeAssembly } from './runnable-broker.ts';
import { createSampleBoundaries } from './sample-boundaries.ts';
import { createOperator, createSampleCallers, type SampleCaller } from './sample-callers.ts';
import { createSampleKeys } from './sample-keys.ts';
import { createSamplePeople, type SamplePerson } from './sample-people.ts';
import type { ApiCredentials } from './signed-fetch.ts';

/** The stack, deployed to the local AWS, with sample callers. */
export interface RunningBroker {
  /** The name of the broker. The names of APIs, logs and metrics contain it. */
  readonly name: string;
  readonly authentication: readonly Authentication[];
  readonly grants: readonly Grant[];
  /**
   * @param name of a `jwt` authentication, if it has one
   * @throws Error for an authentication that is not configured
   */
  apiUrl(type: Authentication['type'], name?: string): string;
  /** The name or ARN that `Ref` returns for the resource. */
  physicalId(part: BrokerPart): string | undefined;
  readonly local: LocalAws;
  readonly stack: Stack;
  /** One for each role and user that a grant names. */
  readonly callers: readonly SampleCaller[];
  /** Those of the first `jwt` authentication first. Empty when the configuration has none. */
  readonly people: readonly SamplePerson[];
  readonly operator: ApiCredentials;
  close(): Promise<void>;
}

/** A resource of the broker. */
export type BrokerPart = 'user' | 'secret' | 'auditLog' | 'rotationLog' | 'callerPolicy' | 'iamApi';

export interface RunOptions {
  readonly port: number;
  readonly onWarning: (message: string) => void;
  /** Is told what happens next, because a start takes seconds. */
  readonly onStep?: (step: string) => void;
  readonly clock?: LocalAwsOptions['clock'];
  /** The folder for large S3 objects. The default is the system's folder for temporary files. */
  readonly stateDirectory?: string;
}

/**
 * Deploys a broker to a local AWS, and waits for the first access key.
 *
 * @throws Error when a port is taken, or the deployment or the first rotation fails
 */
export async function runBroker(
  broker: SynthesizedBroker,
  { port, onWarning, onStep, clock, stateDirectory }: RunOptions,
): Promise<RunningBroker> {
  await requireFreePorts(port, broker.metadata.authentication.length);
  const account = accountOf(broker);
  const runnable = runnableBroker(broker, account);
  const { metadata, grants, template } = runnable;
  const local = await startLocalAws({ account, apiPort: port, clock, onWarning, stateDirectory });
  try {
    createSampleKeys(local, [String(metadata.kmsKey), ...grants.map(({ kmsKey }) => kmsKey)]);
    createSampleBoundaries(local, template, onWarning);
    onStep?.('Deploying the stack to a local AWS');
    const stack = await withTemporaryFolder((folder) => {
      writeAssembly(folder, runnable, broker);
      return local.deploy(folder);
    });
    onStep?.('Waiting until the first access key works');
    const apiUrl: RunningBroker['apiUrl'] = (type, name) =>
      apiEndpoint(stack, metadata, type, name);
    const { authentication } = metadata;
    const portals = portalUrls({ authentication, apiUrl });
    const [people] = await Promise.all([
      samplePeople(local, authentication, grants, portals),
      firstRotation(local, String(physicalIdIn(stack, metadata, 'secret'))),
    ]);
    return {
      name: metadata.name,
      authentication,
      grants,
      apiUrl,
      physicalId: (part) => physicalIdIn(stack, metadata, part),
      stack,
      local,
      callers: createSampleCallers(local, grants, physicalIdIn(stack, metadata, 'callerPolicy')),
      people,
      operator: createOperator(local),
      close: () => local.close(),
    };
  } catch (error) {
    await local.close();
    throw error;
  }
}

/** How people call the API: `IAM`, `JWT`, or `JWT GITHUB` for the authentication `github`. */
export function apiLabel(entry: Authentication): string {
  return `${entry.type}${nameIn(entry) === undefined ? '' : ` ${nameIn(entry)}`}`.toUpperCase();
}

export function apiUrlOf({ apiUrl }: RunningBroker, entry: Authentication): string {
  return apiUrl(entry.type, nameIn(entry));
}

function nameIn(entry: Authentication): string | undefined {
  return entry.type === 'jwt' ? entry.name : undefined;
}

function physicalIdIn(
  { resources }: Stack,
  metadata: BrokerMetadata,
  part: BrokerPart,
): string | undefined {
  return resources.get(metadata[part]?.Ref ?? '')?.physicalId;
}

/** Returns the API's address on this machine. The stack's output may name a custom domain instead. */
function apiEndpoint(
  { resources }: Stack,
  { iamApi, jwtApis }: BrokerMetadata,
  type: Authentication['type'],
  name = UNNAMED_AUTHENTICATION,
): string {
  const logicalId = (type === 'iam' ? iamApi : jwtApis[name])?.Ref;
  const endpoint = resources.get(logicalId ?? '')?.attributes.ApiEndpoint;
  if (endpoint === undefined) {
    throw new Error(
      `The broker has no API for the authentication "${type === 'iam' ? type : name}".`,
    );
  }
  return endpoint;
}

async function samplePeople(
  local: LocalAws,
  authentication: readonly Authentication[],
  grants: readonly Grant[],
  portals: ReadonlyMap<string, string>,
): Promise<readonly SamplePerson[]> {
  const people: SamplePerson[] = [];
  for (const [name, jwt] of jwtAuthenticationsIn(authentication)) {
    people.push(...(await createSamplePeople(local, jwt, grants, portals.get(name))));
  }
  return people;
}

async function firstRotation(local: LocalAws, secretArn: string): Promise<void> {
  const outcome = await local.secretsManager.rotationSettled(secretArn);
  if (outcome === undefined || !outcome.succeeded) {
    throw new Error(`The first rotation failed: ${outcome?.reason ?? 'it did not start'}`);
  }
}
