import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalAws, startLocalAws } from 'local-aws';
import { createOperator } from '../../tools/local/sample-callers.ts';
import { ChangedAssembly, type Template, withoutResource } from './changed-assembly.ts';

/** Stacks that live at the same time. They spend most of their time waiting. */
const STACKS = 6;

interface Statement {
  readonly Action: string | readonly string[];
}

interface RoleProperties {
  readonly Policies: readonly [
    { readonly PolicyDocument: { readonly Statement: readonly Statement[] } },
  ];
}

interface Variant {
  readonly name: string;
  readonly template: Template;
}

interface Deployment {
  readonly local: LocalAws;
  readonly stack: Awaited<ReturnType<LocalAws['deploy']>>;
  readonly secretArn: string;
  readonly userName: string;
}

let assembly: ChangedAssembly;

beforeAll(async () => {
  assembly = await ChangedAssembly.synthesize();
});

afterAll(() => assembly.remove());

/** Returns one variant of the template for each action of the role, without that action. */
function withoutEachAction(roleId: string): readonly Variant[] {
  const { template } = assembly;
  const role = template.Resources[roleId];
  const properties = role?.Properties as RoleProperties | undefined;
  if (role === undefined || properties === undefined) {
    throw new Error(`The template has no ${roleId}.`);
  }
  const [policy] = properties.Policies;
  const statements = policy.PolicyDocument.Statement;
  return statements.flatMap((statement, index) =>
    [statement.Action].flat().map((action) => {
      const Action = [statement.Action].flat().filter((other) => other !== action);
      const Statement = statements.with(index, { ...statement, Action });
      const Policies = [{ ...policy, PolicyDocument: { ...policy.PolicyDocument, Statement } }];
      const Properties = { ...role.Properties, Policies };
      const Resources = { ...template.Resources, [roleId]: { ...role, Properties } };
      return { name: action, template: { ...template, Resources } };
    }),
  );
}

/** Deploys each variant and returns by its name what failed. Runs several variants at a time. */
async function faultsOf(
  variants: readonly Variant[],
  live: (deployment: Deployment) => Promise<string | undefined>,
): Promise<Readonly<Record<string, string | undefined>>> {
  const faults: Record<string, string | undefined> = {};
  const waiting = [...variants];
  const work = async () => {
    for (let variant = waiting.shift(); variant !== undefined; variant = waiting.shift()) {
      faults[variant.name] = await faultOf(variant.template, live);
    }
  };
  await Promise.all(Array.from({ length: STACKS }, work));
  return faults;
}

async function faultOf(
  template: Template,
  live: (deployment: Deployment) => Promise<string | undefined>,
): Promise<string | undefined> {
  const warnings: string[] = [];
  const local = await startLocalAws({ onWarning: (message) => warnings.push(message) });
  try {
    const stack = await local.deploy(assembly.with(template));
    const secretArn = stack.outputs.BrokerAccessKeySecretArn ?? '';
    const userName = stack.resources.get('BrokerUser')?.physicalId ?? '';
    const fault = await live({ local, stack, secretArn, userName });
    return fault ?? warnings[0];
  } catch (error) {
    return String(error);
  } finally {
    await local.close();
  }
}

/** Makes the first key, then rotates while the user also has a key that an operator made. */
async function twoRotations({ local, secretArn, userName }: Deployment) {
  const first = await rotationFault(local, secretArn);
  if (first !== undefined) {
    return first;
  }
  local.identities.users.get(userName).accessKeys.create();
  const secretsManager = new SecretsManagerClient({
    region: local.account.region,
    endpoint: local.endpointUrl,
    credentials: createOperator(local),
  });
  await secretsManager.send(new RotateSecretCommand({ SecretId: secretArn }));
  secretsManager.destroy();
  return rotationFault(local, secretArn);
}

async function rotationFault(local: LocalAws, secretArn: string): Promise<string | undefined> {
  const outcome = await local.secretsManager.rotationSettled(secretArn);
  if (outcome === undefined) {
    return 'No rotation was started.';
  }
  return outcome.succeeded ? undefined : `${outcome.step}: ${outcome.reason}`;
}

async function deletion({ local, stack, secretArn, userName }: Deployment) {
  await local.secretsManager.rotationSettled(secretArn);
  await stack.delete();
  return local.identities.users.find(userName) === undefined ? undefined : 'The user is left.';
}

test('two rotations and the deletion succeed with the permissions of the template', async () => {
  const lives = [twoRotations, deletion];
  const faults = await Promise.all(lives.map((live) => faultOf(assembly.template, live)));
  expect(faults).toEqual([undefined, undefined]);
});

test('the rotation needs each permission of its role', async () => {
  const faults = await faultsOf(withoutEachAction('BrokerAccessKeyRotationRole'), twoRotations);
  const refused = (name: string) => expect.stringContaining(`not authorized to perform: ${name}`);
  expect(faults).toEqual({
    'iam:CreateAccessKey': 'createSecret: The function failed with AccessDenied.',
    'iam:DeleteAccessKey': 'createSecret: The function failed with AccessDenied.',
    'iam:ListAccessKeys': 'createSecret: The function failed with AccessDenied.',
    'secretsmanager:DescribeSecret':
      'createSecret: The function failed with AccessDeniedException.',
    'secretsmanager:GetSecretValue':
      'createSecret: The function failed with AccessDeniedException.',
    'secretsmanager:PutSecretValue':
      'createSecret: The function failed with AccessDeniedException.',
    'secretsmanager:UpdateSecretVersionStage':
      'finishSecret: The function failed with AccessDeniedException.',
    'logs:CreateLogStream': refused('logs:CreateLogStream'),
    'logs:PutLogEvents': refused('logs:PutLogEvents'),
  });
});

test('the deletion needs each permission of the cleanup role', async () => {
  const faults = await faultsOf(withoutEachAction('BrokerAccessKeyCleanupRole'), deletion);
  const notDeleted = expect.stringMatching(/The access keys of \S+ were not deleted/);
  const refused = (name: string) => expect.stringContaining(`not authorized to perform: ${name}`);
  expect(faults).toEqual({
    'iam:ListAccessKeys': notDeleted,
    'iam:DeleteAccessKey': notDeleted,
    'logs:CreateLogStream': refused('logs:CreateLogStream'),
    'logs:PutLogEvents': refused('logs:PutLogEvents'),
  });
});

test('the rotation needs the permission to invoke its function, and the schedule', async () => {
  const variants = ['BrokerAccessKeyRotationPermission', 'BrokerAccessKeyRotationSchedule'].map(
    (name) => ({ name, template: withoutResource(assembly.template, name) }),
  );
  expect(await faultsOf(variants, twoRotations)).toEqual({
    BrokerAccessKeyRotationPermission: expect.stringContaining(
      'createSecret: AccessDeniedException',
    ),
    BrokerAccessKeyRotationSchedule: 'No rotation was started.',
  });
});
