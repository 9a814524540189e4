import type { AuthorizationRequest, LocalAws, User } from 'local-aws';
import { AwsError, type PolicyDocument, type Principal, parsePolicy } from 'local-aws/iam';
import { ALLOW_EVERYTHING, type LocalStack } from './local-stack.ts';
import { FOREIGN_ACCOUNT, OWN_ACCOUNT, type Probe } from './probes.ts';

/**
 * The resource policy of every resource in another account. It allows everything, so that only policies of the stack can
 * refuse a request.
 */
const OPEN_POLICY = parsePolicy(
  {
    ...ALLOW_EVERYTHING,
    Statement: ALLOW_EVERYTHING.Statement.map((all) => ({ ...all, Principal: '*' })),
  },
  'resource',
);

/** A stack without a portal lacks the last role. */
const ROLES = [
  'BrokerFunctionRole',
  'BrokerAccessKeyRotationRole',
  'BrokerAccessKeyCleanupRole',
  'PortalFunctionRole',
];
const SERVICES = ['lambda', 'ec2', 's3', 'apigateway', 'secretsmanager'];

/**
 * Principals to which the stack gives no permissions. Only resource policies of the stack affect their requests, so their
 * probes are limited to resources of the stack.
 */
const OUTSIDERS: ReadonlySet<string> = new Set([
  ...['an administrator', 'an administrator of another account', 'anybody', ...SERVICES],
]);

/** Asks the local IAM for a decision about each probe for each principal. A probe without a decision counts as refused. */
export function decisionsOn(
  stack: LocalStack,
  probes: ReadonlyMap<string, Probe>,
): ReadonlyMap<string, boolean> {
  const requests = [...probes].flatMap(([text, probe]) => {
    const request = requestOf(stack, probe);
    const isOwn = probe.resource.startsWith('${');
    return request === undefined ? [] : [{ text, request, isOwn }];
  });
  const ask = (name: string, principal: Principal) =>
    requests
      .filter(({ isOwn }) => isOwn || !OUTSIDERS.has(name))
      .map(
        ({ text, request }) =>
          [`${name}: ${text}`, isAllowed(stack, { ...request, principal })] as const,
      );
  const principals = Object.entries(principalsOf(stack));
  const decisions = principals.flatMap(([name, principal]) => ask(name, principal));
  const { brokerUser } = stack.users;
  brokerUser.policies.putInline('More', ALLOW_EVERYTHING);
  decisions.push(...ask('the broker user with more policies', principalOf(brokerUser)));
  brokerUser.policies.deleteInline('More');
  return new Map(decisions);
}

/** @returns undefined for a resource that the stack does not have */
function requestOf(
  { aws, filled }: LocalStack,
  { action, account, ...probe }: Probe,
): Omit<AuthorizationRequest, 'principal'> | undefined {
  const resource = filled(probe.resource);
  const context = Object.entries(probe.context).map(([key, value]) => [
    key,
    typeof value === 'string' ? (filled(value) ?? value) : value,
  ]);
  return resource === undefined
    ? undefined
    : {
        action,
        resource,
        resourceAccount: account,
        context: Object.fromEntries(context),
        resourcePolicy: account === FOREIGN_ACCOUNT ? OPEN_POLICY : policyOf(aws, resource),
        resourcePolicyMustAllow: action.startsWith('sts:AssumeRole'),
      };
}

/** @returns undefined unless the resource is a role, a function or a secret of the stack */
function policyOf(
  { functions, identities, secretsManager }: LocalAws,
  arn: string,
): PolicyDocument | undefined {
  try {
    const role = identities.roles.findByArn(arn);
    return (
      role?.trustPolicy ?? (arn.includes(':lambda:') ? functions : secretsManager).policyOf(arn)
    );
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') {
      return undefined;
    }
    throw error;
  }
}

function isAllowed({ aws }: LocalStack, request: AuthorizationRequest): boolean {
  try {
    aws.authorizer.authorize(request);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'AccessDenied') {
      return false;
    }
    throw error;
  }
}

function principalsOf({ aws, filled, users }: LocalStack): Readonly<Record<string, Principal>> {
  const sessions = ROLES.flatMap((role) => {
    const arn = filled(`\${${role}.Arn}`);
    return arn === undefined
      ? []
      : [[role, aws.sts.assumeRoleAsService(arn, 'lambda.amazonaws.com', 'probe').principal]];
  });
  const services = SERVICES.map((name) => [
    name,
    { kind: 'service', service: `${name}.amazonaws.com` },
  ]);
  const administrator = principalOf(users.administrator);
  return {
    'the broker user': principalOf(users.brokerUser),
    'a caller': principalOf(users.caller),
    'an administrator': administrator,
    'an administrator of another account': {
      ...administrator,
      accountId: FOREIGN_ACCOUNT,
      arn: `arn:aws:iam::${FOREIGN_ACCOUNT}:user/administrator`,
    },
    anybody: { kind: 'anonymous' },
    ...Object.fromEntries([...services, ...sessions]),
  };
}

function principalOf({ userName, arn, userId }: User) {
  return {
    kind: 'user',
    accountId: OWN_ACCOUNT,
    userName,
    arn,
    userId,
    accessKeyId: 'AKIAEXAMPLE',
  } as const;
}
