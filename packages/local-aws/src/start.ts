import type { Account } from './account.ts';
import { HttpApis } from './api-gateway/http-apis.ts';
import { IssuerKeySets } from './api-gateway/issuer-key-sets.ts';
import { IssuerSignatures } from './api-gateway/token-signature.ts';
import { type Clock, systemClock } from './clock.ts';
import { createCloudFormationService } from './cloudformation/api/cloudformation-service.ts';
import {
  type Deployer,
  deployerWithRole,
  type NeededPermission,
} from './cloudformation/deployer.ts';
import type { Stack } from './cloudformation/stack.ts';
import { Stacks } from './cloudformation/stacks.ts';
import { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { putGatewayMetrics } from './cloudwatch/gateway-metrics.ts';
import { MeteredInvoker } from './cloudwatch/metered-invoker.ts';
import { startEndpoint } from './endpoint.ts';
import { accessKeyPropagation, type Faults, RequestFaults } from './faults.ts';
import type { Authorizer } from './iam/authorizer.ts';
import { Credentials } from './iam/credentials.ts';
import { IamAuthorizer } from './iam/iam-authorizer.ts';
import { createIamService } from './iam/iam-service.ts';
import { Identities } from './iam/identities.ts';
import { Kms } from './kms/kms.ts';
import { Functions } from './lambda/functions.ts';
import type { FunctionHandler } from './lambda/in-process-function.ts';
import type { FunctionHost } from './lambda/local-function.ts';
import { LogsService } from './logs/logs-service.ts';
import { OidcIssuers } from './oidc/oidc-issuers.ts';
import { S3Service } from './s3/s3-service.ts';
import { startRotationTimer } from './secrets-manager/rotation-timer.ts';
import { SecretsManagerService } from './secrets-manager/secrets-manager-service.ts';
import { createSigninService } from './signin/federation-endpoint.ts';
import { Signin } from './signin/signin.ts';
import { Parameters } from './ssm/parameters.ts';
import { createSsmService } from './ssm/ssm-service.ts';
import { Sts } from './sts/sts.ts';
import { createStsService } from './sts/sts-service.ts';

export interface LocalAwsOptions {
  /** By default, account 111122223333 in us-east-1 of partition aws. */
  readonly account?: Account;
  /** The time of credentials, throttles and logs. Functions and their timeouts always use the machine's clock. */
  readonly clock?: Clock;
  /** Port of the AWS endpoint. By default, a free port. */
  readonly endpointPort?: number;
  /** Port of the first HTTP API. The second takes the next port, and so on. By default, free ports. */
  readonly apiPort?: number;
  /**
   * The folder in which the local AWS makes a folder for the contents of S3 objects of more than 64 KiB. `close`
   * removes the new folder. By default, the system's folder for temporary files.
   */
  readonly stateDirectory?: string;
  /** Faults to inject. By default, none. */
  readonly faults?: Faults;
  /**
   * Answers in this process in place of the code of every function, for tests of what surrounds the functions. By
   * default, each function runs its code in processes of its own.
   */
  readonly functionHandler?: FunctionHandler;
  /**
   * Issuers to share with another local AWS, because making the keys of an issuer takes longer than starting. `close`
   * does not close them. By default, each local AWS has its own.
   */
  readonly oidc?: OidcIssuers;
  /**
   * Receives messages for people: function logs that IAM refused, and internal errors of the local AWS. Never receives
   * a secret.
   */
  readonly onWarning?: (message: string) => void;
}

/** AWS on this machine. Its services are for seeding and inspection. Direct calls of them do not ask IAM. */
export interface LocalAws {
  readonly account: Account;
  /** `http://127.0.0.1:PORT`, the endpoint of every service. */
  readonly endpointUrl: string;
  readonly identities: Identities;
  readonly credentials: Credentials;
  /** Asks IAM whether a principal may do something. */
  readonly authorizer: Authorizer;
  readonly sts: Sts;
  /** Follows sign-in links to the console. */
  readonly signin: Signin;
  readonly kms: Kms;
  readonly s3: S3Service;
  readonly secretsManager: SecretsManagerService;
  readonly logs: LogsService;
  /** Metrics, and the state of alarms. */
  readonly cloudWatch: CloudWatch;
  readonly functions: Functions;
  /** The issuers of the tokens that JWT authorizers accept. */
  readonly oidc: OidcIssuers;
  /**
   * Creates the stack of a cloud assembly, or updates the stack of that name. The assembly is the folder that `cdk
   * synth` writes; it is not needed afterwards. Rejects with TemplateError and StackError.
   */
  deploy(assemblyFolder: string, deployer?: Deployer): Promise<Stack>;
  /**
   * Returns a deployer with the permissions of the role, for `deploy` and `stack.delete`. Without a deployer, they check
   * no permissions. Throws AwsError AccessDenied if the role does not trust CloudFormation.
   *
   * @param onNeeded receives each permission that a change needs, before IAM decides
   */
  deployerWith(roleArn: string, onNeeded?: (needed: NeededPermission) => void): Deployer;
  /**
   * Returns the stack with this name or id, whether `deploy` or the CloudFormation API created the stack. Finds a
   * deleted stack only by its id.
   */
  findStack(nameOrId: string): Stack | undefined;
  /** Ends functions and servers, and removes their files. A second call does nothing. */
  close(): Promise<void>;
}

const DEFAULT_ACCOUNT: Account = {
  partition: 'aws',
  accountId: '111122223333',
  region: 'us-east-1',
};

const LAMBDA = 'lambda.amazonaws.com';

/** Rejects with Node's error if a port is in use, and with RangeError for impossible faults. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { account = DEFAULT_ACCOUNT, clock = systemClock, faults = {} } = options;
  const onWarning = options.onWarning ?? ((message: string) => process.emitWarning(message));
  const onInternalError = (error: unknown) =>
    onWarning(`Internal error of the local AWS: ${textOf(error)}`);

  const foundation = createFoundation(account, clock, faults, options.stateDirectory);
  const { identities, credentials, authorizer, sts, signin, kms, s3, logs, cloudWatch, ssm } =
    foundation;
  const endpointUrl = () => endpoint.url;
  const oidc = options.oidc ?? new OidcIssuers(clock);
  const functions = createFunctions(foundation, options.functionHandler, {
    endpointUrl,
    issuerUrls: () => oidc.localUrls,
    onWarning,
  });
  const invoker = new MeteredInvoker(functions, cloudWatch.metrics, clock);
  const secretsManager = new SecretsManagerService({
    account,
    clock,
    authorizer,
    kms,
    functions: invoker,
  });
  const keySets = new IssuerKeySets(oidc, clock);
  const httpApis = new HttpApis({
    ...foundation,
    functions: invoker,
    keySets,
    signatures: new IssuerSignatures(keySets),
    deliverAccessLog: (group, stream, line) => logs.putVendedEvents(group, stream, [line]),
    onAnswered: (apiId, answer) => putGatewayMetrics(cloudWatch.metrics, apiId, answer),
    onInternalError,
    port: options.apiPort ?? 0,
  });
  const { failsToStabilize } = faults;
  const services = { ...foundation, secretsManager, functions, httpApis, failsToStabilize };
  const stacks = new Stacks(services);
  const endpoint = await startEndpoint({
    region: account.region,
    services: [
      createIamService({ account, identities, authorizer }),
      createStsService(sts),
      createSigninService(signin),
      s3,
      secretsManager,
      logs,
      createSsmService({ account, parameters: ssm, authorizer }),
      createCloudFormationService({ ...foundation, stacks, onInternalError }),
    ],
    credentials,
    clock,
    port: options.endpointPort ?? 0,
    onInternalError,
    faults: new RequestFaults(faults),
    onCallDone: (traceHeader) => functions.reportCall(traceHeader),
  });
  const rotationTimer = startRotationTimer(() => secretsManager.runDueRotations(), onInternalError);
  const ownIssuers = options.oidc === undefined ? [oidc] : [];
  const closers = [rotationTimer, httpApis, ...ownIssuers, functions, stacks, endpoint, s3];
  const close = async () => {
    for (const closer of closers.splice(0)) {
      await closer.close();
    }
  };
  return {
    ...foundation,
    secretsManager,
    functions,
    oidc,
    endpointUrl: endpoint.url,
    deploy: (assemblyFolder, deployer) => stacks.deploy(assemblyFolder, deployer),
    deployerWith: (roleArn, onNeeded) => deployerWithRole(roleArn, foundation, onNeeded),
    findStack: (nameOrId) => stacks.find(nameOrId),
    close,
  };
}

function createFoundation(
  account: Account,
  clock: Clock,
  faults: Faults,
  stateDirectory: string | undefined,
) {
  const identities = new Identities(account, clock);
  const credentials = new Credentials(account, identities, accessKeyPropagation(faults, clock));
  const authorizer = new IamAuthorizer(account, clock, identities);
  const kms = new Kms(account, authorizer);
  return {
    account,
    clock,
    identities,
    credentials,
    authorizer,
    sts: new Sts({ account, clock, identities, credentials, authorizer }),
    signin: new Signin({ account, clock, credentials }),
    kms,
    s3: new S3Service({ account, clock, authorizer, kms, stateDirectory }),
    logs: new LogsService({ account, clock, authorizer }),
    cloudWatch: new CloudWatch(clock),
    ssm: new Parameters(),
  };
}

function createFunctions(
  { account, clock, authorizer, sts, logs }: ReturnType<typeof createFoundation>,
  handler: FunctionHandler | undefined,
  facts: Pick<FunctionHost, 'endpointUrl' | 'issuerUrls' | 'onWarning'>,
): Functions {
  const host = {
    account,
    clock,
    ...facts,
    assumeRole: (roleArn: string, sessionName: string) =>
      sts.assumeRoleAsService(roleArn, LAMBDA, sessionName),
    deliverLogs: logs.deliver.bind(logs),
  };
  return new Functions(host, authorizer, handler);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
