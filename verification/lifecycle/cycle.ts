import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalAws, startLocalAws } from 'local-aws';
import { createOperator } from '../../tools/local/sample-callers.ts';

/** How a stack's life ends. */
export const ENDINGS = [
  'deleted at rest',
  'deleted in the middle of a rotation',
  'deleted with a key that an operator made',
] as const;
export type Ending = (typeof ENDINGS)[number];

/** What one life of a stack came to. */
export interface Life {
  /** The most access keys that the user ever had. */
  readonly mostKeys: number;
  readonly left: {
    readonly resources: number;
    readonly users: number;
    readonly accessKeys: number;
    readonly secrets: number;
    /** Sessions of the old user that the stack, deployed again, still accepts. */
    readonly sessions: number;
  };
}

/** The two cloud assemblies that a life goes through. */
export interface Assemblies {
  readonly first: string;
  readonly updated: string;
}

/** deploy → rotate → update → delete → deploy again, in a local AWS of its own. */
export async function live({ first, updated }: Assemblies, ending: Ending): Promise<Life> {
  const local = await startLocalAws({ onWarning: () => {} });
  try {
    const stack = await local.deploy(first);
    const userName = stack.resources.get('BrokerUser')?.physicalId ?? '';
    const secretArn = stack.outputs.BrokerAccessKeySecretArn ?? '';
    const seen = new Set<string>();
    let mostKeys = 0;
    const look = () => {
      const keys = local.identities.users.find(userName)?.accessKeys.list() ?? [];
      mostKeys = Math.max(mostKeys, keys.length);
      for (const { accessKeyId } of keys) {
        seen.add(accessKeyId);
      }
    };

    await rotated(local, secretArn);
    look();
    await rotate(local, secretArn);
    await rotated(local, secretArn);
    look();
    await local.deploy(updated);
    await rotated(local, secretArn);
    look();
    await prepare(ending, local, userName, secretArn);
    look();
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

/** @returns the access key id of a session that AWS accepts as long as the broker user lives. */
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

async function prepare(
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
    // A user has room for two.
    user.accessKeys.delete(oldest?.accessKeyId ?? '');
    await new IAMClient(options(local)).send(new CreateAccessKeyCommand({ UserName: userName }));
  }
}

async function rotate(local: LocalAws, secretArn: string): Promise<void> {
  const client = new SecretsManagerClient(options(local));
  await client.send(new RotateSecretCommand({ SecretId: secretArn }));
}

async function rotated(local: LocalAws, secretArn: string): Promise<void> {
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
