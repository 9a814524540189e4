import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalAws, type OidcIssuers, startLocalAws, supportedProperties } from 'local-aws';
import type { Template } from '../../../test/rotation/changed-assembly.ts';

/** A template that is deployed to its own local AWS. */
export interface LocalStack {
  readonly aws: LocalAws;
  readonly users: ReturnType<typeof usersOf>;
  /** Replaces references: `${BrokerUser.Arn}` → `arn:aws:iam::…`. Returns undefined if the stack lacks the resource. */
  filled(text: string): string | undefined;
}

export const ALLOW_EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Types of resources that give or limit permissions, and types to which those refer. */
const DEPLOYED_TYPES: ReadonlySet<string> = new Set([
  ...['Api', 'Authorizer', 'Integration', 'Route', 'Stage'].map(
    (type) => `AWS::ApiGatewayV2::${type}`,
  ),
  ...['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User'],
  ...['AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Logs::LogGroup'],
  ...['AWS::SecretsManager::ResourcePolicy', 'AWS::SecretsManager::Secret'],
]);

/**
 * Properties to omit: the local AWS does not have the KMS key, and the throttle would refuse probes.
 */
const IN_THE_WAY: ReadonlySet<string> = new Set(['DefaultRouteSettings', 'KmsKeyId']);

const ASSET = 'code';

/**
 * Deploys the part of the template that concerns permissions and that the local AWS supports. The functions are replaced by one
 * that always succeeds.
 *
 * @throws StackError or TemplateError if the deployment fails
 */
export async function deployLocally(template: Template, oidc: OidcIssuers): Promise<LocalStack> {
  const aws = await startLocalAws({
    oidc,
    functionHandler: async () => ({ statusCode: 200, body: '{}' }),
    onWarning: () => undefined,
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'template-mutation-'));
  try {
    await writeAssembly(folder, supportedPart(template));
    const stack = await aws.deploy(folder);
    const filled = (text: string) => {
      try {
        return String(stack.resolve({ 'Fn::Sub': text }));
      } catch {
        return undefined;
      }
    };
    return { aws, users: usersOf(aws, filled), filled };
  } catch (error) {
    await aws.close();
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The broker user, and others in its account. */
function usersOf({ identities: { users } }: LocalAws, filled: LocalStack['filled']) {
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

/** Removes resources and properties that the local AWS does not support, so that it can deploy the rest. */
function supportedPart({ Resources }: Template): Template {
  const deployed = Object.entries(Resources).filter(([, { Type }]) => DEPLOYED_TYPES.has(Type));
  const ids = new Set(deployed.map(([id]) => id));
  const supported = deployed.map(([id, { Type, Properties = {}, DependsOn = [] }]) => {
    const known = supportedProperties(Type) ?? [];
    const kept = Object.entries(Properties).filter(
      ([name]) => known.includes(name) && !IN_THE_WAY.has(name),
    );
    const code = Type === 'AWS::Lambda::Function' && { Code: { S3Bucket: ASSET, S3Key: ASSET } };
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

/** Writes a cloud assembly as `cdk synth` does. The code of every function is an empty folder. */
async function writeAssembly(folder: string, template: Template): Promise<void> {
  const source = { path: '.', packaging: 'zip' };
  const files = { [ASSET]: { source, destinations: { here: { objectKey: ASSET } } } };
  const artifacts = {
    MutatedBroker: {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: 'template.json' },
    },
    Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
  };
  const contents = {
    'manifest.json': { artifacts },
    'assets.json': { files },
    'template.json': template,
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(path.join(folder, name), JSON.stringify(content));
  }
}
