import { HttpApis } from '../../../packages/local-aws/src/api-gateway/http-apis.ts';
import { IssuerKeySets } from '../../../packages/local-aws/src/api-gateway/issuer-key-sets.ts';
import { IssuerSignatures } from '../../../packages/local-aws/src/api-gateway/token-signature.ts';
import { resolve } from '../../../packages/local-aws/src/cloudformation/intrinsics.ts';
import { resourceTypeOf } from '../../../packages/local-aws/src/cloudformation/resource-types.ts';
import { Stack } from '../../../packages/local-aws/src/cloudformation/stack.ts';
import { StackScope } from '../../../packages/local-aws/src/cloudformation/stack-scope.ts';
import { parseTemplate } from '../../../packages/local-aws/src/cloudformation/template.ts';
import { CloudWatch } from '../../../packages/local-aws/src/cloudwatch/cloudwatch.ts';
import { Credentials } from '../../../packages/local-aws/src/iam/credentials.ts';
import { IamAuthorizer } from '../../../packages/local-aws/src/iam/iam-authorizer.ts';
import { Identities } from '../../../packages/local-aws/src/iam/identities.ts';
import type { PolicyDocument } from '../../../packages/local-aws/src/iam/policy-document.ts';
import { Kms } from '../../../packages/local-aws/src/kms/kms.ts';
import { Functions } from '../../../packages/local-aws/src/lambda/functions.ts';
import {
  type FunctionPermission,
  resourcePolicyOf,
} from '../../../packages/local-aws/src/lambda/resource-policy.ts';
import { LogsService } from '../../../packages/local-aws/src/logs/logs-service.ts';
import type { OidcIssuers } from '../../../packages/local-aws/src/oidc/oidc-issuers.ts';
import { S3Service } from '../../../packages/local-aws/src/s3/s3-service.ts';
import { SecretsManagerService } from '../../../packages/local-aws/src/secrets-manager/secrets-manager-service.ts';
import { Sts } from '../../../packages/local-aws/src/sts/sts.ts';
import type { Template } from '../../../test/rotation/changed-assembly.ts';

export const ACCOUNT = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };
export const ALLOW_EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
export const clock = { now: () => new Date() };

/** It stands for the code of each function, and never runs. */
const CODE = 'packages/local-aws/test/fixtures/functions/callback';

/** What gives or limits permissions, and what that refers to. */
const DEPLOYED_TYPES: ReadonlySet<string> = new Set([
  ...['Api', 'Authorizer', 'Integration', 'Route', 'Stage'].map(
    (type) => `AWS::ApiGatewayV2::${type}`,
  ),
  ...['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User'],
  ...['AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Logs::LogGroup'],
  ...['AWS::SecretsManager::ResourcePolicy', 'AWS::SecretsManager::Secret'],
]);

/** Keys that are not there, and a throttle that would refuse probes. */
const IN_THE_WAY: ReadonlySet<string> = new Set(['DefaultRouteSettings', 'KmsKeyId']);

export type LocalStack = Awaited<ReturnType<typeof deployLocally>>;

class ReadableSecrets extends SecretsManagerService {
  readonly policies = new Map<string, PolicyDocument>();

  override putResourcePolicy(secretId: string, policy: PolicyDocument): void {
    super.putResourcePolicy(secretId, policy);
    this.policies.set(secretId, policy);
  }
}

class ReadableFunctions extends Functions {
  readonly #permissions = new Map<string, FunctionPermission[]>();

  override addPermission(functionArn: string, permission: FunctionPermission): void {
    super.addPermission(functionArn, permission);
    const others = this.#permissions.get(functionArn) ?? [];
    this.#permissions.set(functionArn, [...others, permission]);
  }

  grantedPolicyOf(functionArn: string): PolicyDocument | undefined {
    const permissions = this.#permissions.get(functionArn);
    return permissions && resourcePolicyOf(functionArn, permissions);
  }
}

/**
 * Deploys all that the local AWS supports of the template's permissions, in milliseconds: no function runs.
 *
 * @throws StackError or TemplateError if the deployment fails
 */
export async function deployLocally(template: Template, issuers: OidcIssuers) {
  const identities = new Identities(ACCOUNT, clock);
  const authorizer = new IamAuthorizer(ACCOUNT, clock, identities);
  const kms = new Kms(ACCOUNT, authorizer);
  const credentials = new Credentials(ACCOUNT, identities);
  const foundation = { account: ACCOUNT, clock, identities, credentials, authorizer, kms };
  const sts = new Sts(foundation);
  const ignore = () => undefined;
  const host = {
    ...foundation,
    endpointUrl: () => '',
    assumeRole: (arn: string, name: string) =>
      sts.assumeRoleAsService(arn, 'lambda.amazonaws.com', name),
    deliverLogs: ignore,
    onWarning: ignore,
  };
  const functions = new ReadableFunctions(host, authorizer);
  const keySets = new IssuerKeySets(issuers, clock);
  const httpApis = new HttpApis({
    ...foundation,
    functions: { invoke: async () => ({ payload: { statusCode: 200, body: '{}' } }) },
    keySets,
    signatures: new IssuerSignatures(keySets),
    deliverAccessLog: ignore,
    onInternalError: ignore,
    port: 0,
  });
  const secretsManager = new ReadableSecrets({ ...foundation, functions });
  const logs = new LogsService(foundation);
  const cloudWatch = new CloudWatch(clock);
  const s3 = new S3Service(foundation);
  const services = { ...foundation, s3, secretsManager, logs, cloudWatch, functions, httpApis };
  const stack = new Stack('MutatedBroker', services);
  const close = async () => {
    await Promise.all([httpApis, functions, stack].map((each) => each.close()));
  };
  try {
    await stack.deploy({
      stackName: stack.stackName,
      template: parseTemplate(supportedPart(template)),
      folders: new Map([[CODE, CODE]]),
    });
  } catch (error) {
    await close();
    throw error;
  }
  const scope = new StackScope(ACCOUNT, stack, stack.resources);
  const filled = (text: string) => {
    try {
      return String(resolve({ 'Fn::Sub': text }, scope));
    } catch {
      return undefined;
    }
  };
  return {
    authorizer,
    sts,
    users: usersOf(identities, filled),
    /** `${BrokerUser.Arn}` → `arn:aws:iam::…`, or undefined for a resource that the stack does not have. */
    filled,
    close,
    /** The policy of a role, a function or a secret. */
    policyOf: (arn: string) =>
      identities.roles.findByArn(arn)?.trustPolicy ??
      functions.grantedPolicyOf(arn) ??
      secretsManager.policies.get(arn),
  };
}

/** The broker user, and others in its account. */
function usersOf({ users }: Identities, filled: (text: string) => string | undefined) {
  const caller = users.create({ userName: 'caller' });
  const callerPolicy = filled('${IamApiCallerPolicy}');
  if (callerPolicy !== undefined) {
    caller.policies.attach(callerPolicy);
  }
  const administrator = users.create({ userName: 'administrator' });
  administrator.policies.putInline('Administrator', ALLOW_EVERYTHING);
  const stranger = users.create({ userName: 'stranger' });
  const brokerUser = users.get(filled('${BrokerUser}') ?? '');
  return { brokerUser, caller, administrator, stranger };
}

/** What the local AWS does not support must not keep the rest from being deployed and observed. */
function supportedPart({ Resources }: Template): Template {
  const deployed = Object.entries(Resources).filter(([, { Type }]) => DEPLOYED_TYPES.has(Type));
  const ids = new Set(deployed.map(([id]) => id));
  const supported = deployed.map(([id, { Type, Properties = {}, DependsOn = [] }]) => {
    const known = resourceTypeOf(Type).properties ?? [];
    const kept = Object.entries(Properties).filter(
      ([name]) => known.includes(name) && !IN_THE_WAY.has(name),
    );
    const code = Type === 'AWS::Lambda::Function' && { Code: { S3Bucket: CODE, S3Key: CODE } };
    return [
      id,
      {
        Type,
        Properties: { ...Object.fromEntries(kept), ...code },
        DependsOn: [DependsOn].flat().filter((other) => ids.has(other)),
      },
    ];
  });
  return { Resources: Object.fromEntries(supported) };
}
