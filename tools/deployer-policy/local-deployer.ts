import { type LocalAws, type NeededPermission, type Stack, startLocalAws } from 'local-aws';
import { createSampleKeys } from '../local/sample-keys.ts';
import { type Operation, REHEARSED_KEY } from './rehearsals.ts';

const ROLE = 'Deployer';

/** A local AWS with a role for CloudFormation. The code of the functions does not run. */
export class LocalDeployer {
  readonly #aws: LocalAws;
  readonly #roleArn: string;
  readonly #onNeeded: ((needed: NeededPermission) => void) | undefined;
  #stack: Stack | undefined;

  private constructor(aws: LocalAws, onNeeded?: (needed: NeededPermission) => void) {
    this.#aws = aws;
    this.#onNeeded = onNeeded;
    this.#roleArn = aws.identities.roles.create({
      roleName: ROLE,
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'cloudformation.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      },
    }).arn;
  }

  /** @param onNeeded receives each permission that an operation needs, before IAM decides */
  static async start(onNeeded?: (needed: NeededPermission) => void): Promise<LocalDeployer> {
    const aws = await startLocalAws({ functionHandler: answer, onWarning: () => undefined });
    createSampleKeys(aws, [REHEARSED_KEY]);
    return new LocalDeployer(aws, onNeeded);
  }

  /** Makes this document the only policy of the role. A managed policy has IAM's limit of 6,144 characters. */
  setPolicy(document: unknown): void {
    const { managedPolicies, roles } = this.#aws.identities;
    const { policies } = roles.get(ROLE);
    const [attached] = policies.managedPolicyArns;
    if (attached !== undefined) {
      managedPolicies.update(attached, document);
      return;
    }
    policies.attach(managedPolicies.create({ policyName: ROLE, document }).arn);
  }

  /** Rejects with StackError if the operation fails. */
  async run({ assembly, withoutSecretPolicy = false }: Operation): Promise<void> {
    const deployer = this.#aws.deployerWith(this.#roleArn, this.#onNeeded);
    if (assembly === undefined) {
      await this.#stack?.delete(deployer);
      return;
    }
    const restore = withoutSecretPolicy ? this.#removeSecretPolicy() : () => undefined;
    try {
      this.#stack = await this.#aws.deploy(assembly, deployer);
    } finally {
      restore();
    }
  }

  async close(): Promise<void> {
    await this.#aws.close();
  }

  /** Returns a function that puts the policy back. */
  #removeSecretPolicy(): () => void {
    const { secretsManager } = this.#aws;
    const secretArn = this.#stack?.outputs.BrokerAccessKeySecretArn ?? '';
    const policy = secretsManager.policyOf(secretArn);
    if (policy === undefined) {
      throw new Error('The secret has no policy.');
    }
    secretsManager.deleteResourcePolicy(secretArn);
    return () => secretsManager.putResourcePolicy(secretArn, policy);
  }
}

/** Answers in place of the functions. CloudFormation waits for a custom resource until its function has sent a response. */
async function answer(_functionArn: string, event: unknown): Promise<null> {
  const { ResponseURL, PhysicalResourceId = 'keys', ...request } = event as Record<string, string>;
  if (ResponseURL !== undefined) {
    const response = { ...request, PhysicalResourceId, Status: 'SUCCESS' };
    await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(response) });
  }
  return null;
}
