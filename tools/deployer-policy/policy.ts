import type { NeededPermission } from 'local-aws';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface DeployerPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Account, Region and stack of the examples. People replace them, as docs/deployment.md says. */
const PARTITION = 'aws';
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const STACK = 'FederationBroker';

/** Matches the names that CloudFormation generates for the stack. */
const NAMES = `${STACK}-*`;

interface ResourceKind {
  readonly sid: string;
  /** Matches `SERVICE:RESOURCE` of an ARN. */
  readonly matches: RegExp;
  readonly resources: readonly string[];
}

/** The resources of each statement. HTTP APIs and their parts have random ids, so IAM cannot limit those to the stack. */
const KINDS: readonly ResourceKind[] = [
  { sid: 'Users', matches: /^iam:user\//, resources: [iam('user')] },
  { sid: 'Roles', matches: /^iam:role\//, resources: [iam('role')] },
  { sid: 'Policies', matches: /^iam:policy\//, resources: [iam('policy')] },
  {
    sid: 'Secret',
    matches: /^secretsmanager:/,
    // The generated name of a secret begins with the logical id, without the name of the stack.
    resources: [regional('secretsmanager', 'secret:*AccessKeySecret*')],
  },
  { sid: 'Functions', matches: /^lambda:/, resources: [regional('lambda', `function:${NAMES}`)] },
  {
    sid: 'LogGroups',
    matches: /^logs:/,
    resources: [NAMES, `/aws/vendedlogs/federation-broker/${STACK}/*`].map((name) =>
      regional('logs', `log-group:${name}`),
    ),
  },
  {
    sid: 'Alarms',
    matches: /^cloudwatch:alarm:/,
    resources: [regional('cloudwatch', `alarm:${NAMES}`)],
  },
  {
    sid: 'Dashboards',
    matches: /^cloudwatch:dashboard\//,
    // AWS does not say whether the generated name of a dashboard begins with the name of the stack or with the logical id.
    resources: [NAMES, 'Dashboard*'].map(
      (name) => `arn:${PARTITION}:cloudwatch::${ACCOUNT}:dashboard/${name}`,
    ),
  },
  { sid: 'HttpApis', matches: /^apigateway:\/apis/, resources: paths('/apis', '/apis/*') },
  {
    sid: 'DomainNames',
    matches: /^apigateway:\/domainnames/,
    resources: paths('/domainnames', '/domainnames/*'),
  },
  { sid: 'TagsOfApis', matches: /^apigateway:\/tags/, resources: paths('/tags/*') },
  {
    sid: 'Code',
    matches: /^s3:/,
    resources: [`arn:${PARTITION}:s3:::cdk-hnb659fds-assets-${ACCOUNT}-${REGION}/*`],
  },
];

/** Condition keys that limit a permission, and the statements of the permissions that have them. */
const CONDITIONS: ReadonlyMap<string, string> = new Map([
  ['iam:PassedToService', 'PassRoles'],
  ['iam:PermissionsBoundary', 'UsersWithBoundary'],
  ['iam:PolicyARN', 'PoliciesOfUsers'],
  ['kms:ViaService', 'KeyOfSecret'],
]);

/** Returns the policy that allows the needed permissions of rehearsals, and no other actions. */
export function deployerPolicy(needed: readonly NeededPermission[]): DeployerPolicy {
  const statements = new Map<string, PolicyStatement>();
  for (const permission of needed) {
    const Sid = statementIdOf(permission);
    const actions = new Set([...(statements.get(Sid)?.Action ?? []), permission.action]);
    statements.set(Sid, {
      Sid,
      Effect: 'Allow',
      Action: [...actions].sort(),
      Resource: resourceOf(permission.resource),
      Condition: conditionOf(permission),
    });
  }
  const Statement = [...statements.values()].sort((a, b) => (a.Sid < b.Sid ? -1 : 1));
  return { Version: '2012-10-17', Statement };
}

/** Returns the `Sid` of the statement that allows the permission. */
export function statementIdOf({ resource, context }: NeededPermission): string {
  const condition = conditionKeyOf(context);
  const sid =
    (condition && CONDITIONS.get(condition)) ??
    kindOf(resource)?.sid ??
    (resource === '*' ? 'WithoutResource' : undefined);
  if (sid === undefined) {
    throw new Error(`The policy has no statement for ${resource}: add a kind to KINDS`);
  }
  return sid;
}

function kindOf(resource: string): ResourceKind | undefined {
  const [, , service, , , ...rest] = resource.split(':');
  return KINDS.find(({ matches }) => matches.test(`${service}:${rest.join(':')}`));
}

function resourceOf(resource: string): PolicyStatement['Resource'] {
  const [first = resource, ...others] = kindOf(resource)?.resources ?? [];
  return others.length === 0 ? first : [first, ...others];
}

function conditionKeyOf(context: NeededPermission['context']): string | undefined {
  return Object.keys(context ?? {}).find((key) => CONDITIONS.has(key));
}

/** Conditions on ARNs name policies. Only policies of the stack may be attached. */
function conditionOf({ context = {} }: NeededPermission): PolicyStatement['Condition'] {
  const key = conditionKeyOf(context);
  if (key === undefined) {
    return undefined;
  }
  const value = String(context[key]);
  return value.startsWith('arn:')
    ? { ArnLike: { [key]: iam('policy') } }
    : { StringEquals: { [key]: value } };
}

function iam(resource: string): string {
  return `arn:${PARTITION}:iam::${ACCOUNT}:${resource}/${NAMES}`;
}

function regional(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

function paths(...resources: readonly string[]): readonly string[] {
  return resources.map((resource) => `arn:${PARTITION}:apigateway:${REGION}::${resource}`);
}
