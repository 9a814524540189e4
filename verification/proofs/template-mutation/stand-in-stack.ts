import { HttpApis } from '../../../packages/local-aws/src/api-gateway/http-apis.ts';
import { IssuerKeySets } from '../../../packages/local-aws/src/api-gateway/issuer-key-sets.ts';
import { IssuerSignatures } from '../../../packages/local-aws/src/api-gateway/token-signature.ts';
import type { AwsError } from '../../../packages/local-aws/src/aws-error.ts';
import { resolve } from '../../../packages/local-aws/src/cloudformation/intrinsics.ts';
import type { JsonObject } from '../../../packages/local-aws/src/cloudformation/json-object.ts';
import { Stack } from '../../../packages/local-aws/src/cloudformation/stack.ts';
import { StackScope } from '../../../packages/local-aws/src/cloudformation/stack-scope.ts';
import { parseTemplate } from '../../../packages/local-aws/src/cloudformation/template.ts';
import { CloudWatch } from '../../../packages/local-aws/src/cloudwatch/cloudwatch.ts';
import { Credentials } from '../../../packages/local-aws/src/iam/credentials.ts';
import { IamAuthorizer } from '../../../packages/local-aws/src/iam/iam-authorizer.ts';
import { Identities } from '../../../packages/local-aws/src/iam/identities.ts';
import type { PolicyDocument } from '../../../packages/local-aws/src/iam/policy-document.ts';
import { Kms } from '../../../packages/local-aws/src/kms/kms.ts';
import { LogsService } from '../../../packages/local-aws/src/logs/logs-service.ts';
import type { OidcIssuers } from '../../../packages/local-aws/src/oidc/oidc-issuers.ts';
import { S3Service } from '../../../packages/local-aws/src/s3/s3-service.ts';
import { SecretsManagerService } from '../../../packages/local-aws/src/secrets-manager/secrets-manager-service.ts';
import { Sts } from '../../../packages/local-aws/src/sts/sts.ts';
import { StandInFunctions } from './stand-in-functions.ts';

export const ACCOUNT = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };
/** Of the key that the configuration names. */
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const clock = { now: () => new Date() };

/** Shared by all stacks: an issuer's keys take longer to make than a stack. */
export interface Surroundings {
  readonly issuers: OidcIssuers;
  /** An empty one for each asset: no code runs. */
  readonly folders: ReadonlyMap<string, string>;
}

class ReadableSecrets extends SecretsManagerService {
  readonly policies = new Map<string, PolicyDocument>();

  override putResourcePolicy(secretId: string, policy: PolicyDocument): void {
    super.putResourcePolicy(secretId, policy);
    this.policies.set(secretId, policy);
  }
}

export type StandInStack = Awaited<ReturnType<typeof deployStandIn>>;

/** The template deployed by the local CloudFormation in milliseconds: everything is there, but that no function's code runs. */
export async function deployStandIn(template: JsonObject, { issuers, folders }: Surroundings) {
  const identities = new Identities(ACCOUNT, clock);
  const credentials = new Credentials(ACCOUNT, identities);
  const authorizer = new IamAuthorizer(ACCOUNT, clock, identities);
  const kms = new Kms(ACCOUNT, authorizer);
  kms.createKey({ keyId: KEY_ID });
  const foundation = { account: ACCOUNT, clock, identities, credentials, authorizer, kms };
  const sts = new Sts(foundation);
  const logs = new LogsService(foundation);
  const accessLog: string[] = [];
  const ignore = () => undefined;
  const functions = new StandInFunctions(
    {
      ...foundation,
      endpointUrl: () => '',
      assumeRole: (roleArn, name) => sts.assumeRoleAsService(roleArn, 'lambda.amazonaws.com', name),
      deliverLogs: logs.deliver.bind(logs),
      onWarning: ignore,
    },
    authorizer,
  );
  const secretsManager = new ReadableSecrets({ ...foundation, functions });
  const keySets = new IssuerKeySets(issuers, clock);
  const httpApis = new HttpApis({
    ...foundation,
    functions,
    keySets,
    signatures: new IssuerSignatures(keySets),
    deliverAccessLog: (group) => accessLog.push(group),
    onInternalError: ignore,
    port: 0,
  });
  const services = {
    account: ACCOUNT,
    identities,
    kms,
    s3: new S3Service({ account: ACCOUNT, clock, authorizer, kms }),
    secretsManager,
    logs,
    cloudWatch: new CloudWatch(clock),
    functions,
    httpApis,
  };
  const stack = new Stack('MutatedBroker', services);
  const close = async () => {
    await httpApis.close();
    await stack.close();
  };
  try {
    await stack.deploy({
      stackName: stack.stackName,
      template: parseTemplate(template),
      folders,
    });
  } catch (error) {
    await close();
    throw error;
  }
  const scope = new StackScope(ACCOUNT, stack, stack.resources);
  return {
    ...services,
    authorizer,
    sts,
    stack,
    accessLog,
    /** `${BrokerUser.Arn}` and the like filled in. */
    filled: (text: string) => String(resolve({ 'Fn::Sub': text }, scope)),
    close,
  };
}

/** Whether IAM lets it happen. */
export function isAllowed(ask: () => void): boolean {
  try {
    ask();
    return true;
  } catch (error) {
    if ((error as AwsError).code === 'AccessDenied') {
      return false;
    }
    throw error;
  }
}
