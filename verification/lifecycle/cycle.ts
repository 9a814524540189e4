import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalAws, startLocalAws } from 'local-aws';
import { createOperator } from '../../tools/local/sample-callers.ts';

/** The ways in which a stack is deleted. */
export const ENDINGS = [
  'deleted while no rotation runs',
  'deleted in the middle of a rotation',
  'deleted with a key that an operator made',
] as const;
export type Ending = (typeof ENDINGS)[number];

/** The outcome of one lifecycle of a stack. */
export interface Lifecycle {
  /** The largest number of access keys that the broker user had at the same time. */
  readonly mostKeys: number;
  readonly left: {
    readonly resources: number;
    readonly users: number;
    readonly accessKeys: number;
    readonly secrets: number;
    /** The number of sessions of the deleted user that AWS still accepts after the next deployment. */
    readonly sessions: number;
  };
}

/** The cloud assemblies to deploy, one after the other. */
export interface Assemblies {
  readonly first: string;
  readonly updated: string;
}

/** Deploys a stack to a new local AWS, rotates the key, updates the stack, deletes it, and deploys it again. */
export async function runLifecycle(
  { first, updated }: Assemblies,
  ending: Ending,
): Promise<Lifecycle> {
  const local = await startLocalAws({ onWarning: () => {} });
  try {
    const stack = await local.deploy(first);
    const userName = stack.resources.get('BrokerUser')?.physicalId ?? '';
    const secretArn = stack.outputs.BrokerAccessKeySecretArn ?? '';
    const seen = new Set<string>();
    let mostKeys = 0;
    const recordKeys = () => {
      const keys = local.identities.users.find(userName)?.accessKeys.list() ?? [];
      mostKeys = Math.max(mostKeys, keys.length);
      for (const { accessKeyId } of keys) {
        seen.add(accessKeyId);
      }
    };

    await waitForRotation(local, secretArn);
    recordKeys();
    await rotate(local, secretArn);
    await waitForRotation(local, secretArn);
    recordKeys();
    await local.deploy(updated);
    await waitForRotation(local, secretArn);
    recordKeys();
    await prepareEnding(ending, local, userName, secretArn);
    recordKeys();
    const session = issueSession(local, userName);
    await stack.delete();
    const resources = stack.resources.size;
    await local.deploy(first);
    return {
      mostKeys,
      left: {
        resources,
        users: local.identities.users.find(userName) === undefined ? 0 : 1,
        accessKeys: [...seen].filter((id) => local.credentials.find(id) !== undefined).length,
        secrets: isGone(() => local.secretsManager.deleteSecret(secretArn)) ? 0 : 1,
        sessions: local.credentials.find(session) === undefined ? 0 : 1,
      },
    };
  } finally {
    await local.close();
  }
}

/** Issues a session that AWS accepts until the broker user is deleted. @returns its access key id */
function issueSession(local: LocalAws, userName: string): string {
  const [accessKey] = local.identities.users.get(userName).accessKeys.list();
  const credential = local.credentials.find(accessKey?.accessKeyId ?? '');
  if (credential === undefined) {
    throw new Error('The broker user has no access key.');
  }
  const { accessKeyId } = local.sts.getFederationToken(credential.principal, {
    name: 'alice',
  }).credential;
  if (local.credentials.find(accessKeyId) === undefined) {
    throw new Error('AWS does not know the session that it has just issued.');
  }
  return accessKeyId;
}

async function prepareEnding(
  ending: Ending,
  local: LocalAws,
  userName: string,
  secretArn: string,
): Promise<void> {
  if (ending === 'deleted in the middle of a rotation') {
    await rotate(local, secretArn);
  }
  if (ending === 'deleted with a key that an operator made') {
    const user = local.identities.users.get(userName);
    const [oldest] = user.accessKeys.list();
    // IAM allows a user at most two keys, so delete one before the operator creates another.
    user.accessKeys.delete(oldest?.accessKeyId ?? '');
    await new IAMClient(options(local)).send(new CreateAccessKeyCommand({ UserName: userName }));
  }
}

async function rotate(local: LocalAws, secretArn: string): Promise<void> {
  const client = new SecretsManagerClient(options(local));
  await client.send(new RotateSecretCommand({ SecretId: secretArn }));
}

async function waitForRotation(local: LocalAws, secretArn: string): Promise<void> {
  const outcome = await local.secretsManager.rotationSettled(secretArn);
  if (outcome === undefined || !outcome.succeeded) {
    throw new Error(`A rotation failed: ${JSON.stringify(outcome)}`);
  }
}

const operators = new WeakMap<LocalAws, ReturnType<typeof createOperator>>();

function options(local: LocalAws) {
  const credentials = operators.get(local) ?? createOperator(local);
  operators.set(local, credentials);
  return { region: local.account.region, endpoint: local.endpointUrl, credentials };
}

function isGone(use: () => void): boolean {
  try {
    use();
    return false;
  } catch {
    return true;
  }
}
