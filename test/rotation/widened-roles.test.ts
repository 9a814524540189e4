import { type ReadableTemplate, readableTemplate } from '../lib/readable-template.ts';
import { expectExactRole } from '../lib/role-statements.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** The statements of each role. */
const SIDS = {
  BrokerAccessKeyRotationRole: ['RotateKeysOfTheBrokerUser', 'KeepTheSecret', 'WriteOwnLogs'],
  BrokerAccessKeyCleanupRole: ['DeleteKeysOfTheBrokerUser', 'WriteOwnLogs'],
} as const;
const ROLES = Object.keys(SIDS) as readonly (keyof typeof SIDS)[];

/** Changes that widen one statement: to more actions or to more resources. */
const WIDER_STATEMENTS: Readonly<Record<string, (statement: Statement) => Partial<Statement>>> = {
  'every resource': () => ({ Resource: '*' }),
  'another user': () => ({ Resource: 'arn:aws:iam::111122223333:user/another' }),
  'every user': () => ({ Resource: 'arn:aws:iam::111122223333:user/*' }),
  'every secret': () => ({ Resource: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:*' }),
  'every action of a service': ({ Action }) => ({ Action: [`${Action[0]?.split(':')[0]}:*`] }),
  'a pattern of actions': ({ Action }) => ({ Action: [...Action.slice(1), `${Action[0]}*`] }),
  'another action': ({ Action }) => ({ Action: [...Action, 'iam:PutUserPolicy'] }),
};

const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Changes that give a role more permissions outside its statements. */
const MORE: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => object>> = {
  'a managed policy': () => ({ ManagedPolicyArns: [ADMINISTRATOR] }),
  'another inline policy': ({ Policies }) => ({
    Policies: [Policies, { PolicyName: 'More', PolicyDocument: { Statement: [ALLOW_ALL] } }].flat(),
  }),
  'another principal that may assume it': () => ({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
    },
  }),
};

let template: ReadableTemplate;

beforeAll(() => {
  template = readableTemplate();
});

function withRole(
  role: string,
  change: (properties: Readonly<Record<string, unknown>>) => object,
): ReadableTemplate {
  const resource = template.Resources[role];
  if (resource === undefined) {
    throw new Error(`The template has no ${role}.`);
  }
  const Properties = { ...resource.Properties, ...change(resource.Properties) };
  return { ...template, Resources: { ...template.Resources, [role]: { ...resource, Properties } } };
}

/** Returns a copy of the value in which the statement with this Sid is changed. */
function withStatement(
  value: unknown,
  sid: string,
  change: (statement: Statement) => object,
): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => withStatement(entry, sid, change));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if ('Sid' in value && value.Sid === sid) {
    return { ...value, ...change(value as Statement) };
  }
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([k, entry]) => [k, withStatement(entry, sid, change)]));
}

test.each(ROLES)('the test of exact statements accepts the unchanged %s', (role) => {
  expectExactRole(
    withRole(role, () => ({})),
    role,
  );
});

const statements = ROLES.flatMap((role) =>
  SIDS[role].flatMap((sid) => Object.keys(WIDER_STATEMENTS).map((more) => ({ role, sid, more }))),
);

test.each(statements)('it notices $more in $sid of $role', ({ role, sid, more }) => {
  const widened = withRole(role, ({ Policies }) => ({
    Policies: withStatement(
      Policies,
      sid,
      (statement) => WIDER_STATEMENTS[more]?.(statement) ?? {},
    ),
  }));
  expect(widened).not.toEqual(template);
  expect(() => expectExactRole(widened, role)).toThrow();
});

const additions = ROLES.flatMap((role) => Object.keys(MORE).map((more) => ({ role, more })));

test.each(additions)('it notices $more on $role', ({ role, more }) => {
  const widened = withRole(role, (properties) => MORE[more]?.(properties) ?? {});
  expect(widened).not.toEqual(template);
  expect(() => expectExactRole(widened, role)).toThrow();
});
