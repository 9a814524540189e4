import { parsePolicy } from '../../../packages/local-aws/src/iam/parse-policy.ts';
import type { Principal, UserPrincipal } from '../../../packages/local-aws/src/iam/principal.ts';
import type { User } from '../../../packages/local-aws/src/iam/users.ts';
import { type Finding, finding } from './finding.ts';
import {
  type Holder,
  REFUSED_TO_ADMINISTRATORS,
  REQUESTS,
  type Request,
} from './permission-catalogue.ts';
import { ACCOUNT, isAllowed, type StandInStack } from './stand-in-stack.ts';

const FOREIGN_ACCOUNT = '999988887777';
const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const OPEN = parsePolicy(
  { ...EVERYTHING, Statement: [{ ...EVERYTHING.Statement[0], Principal: '*' }] },
  'resource',
);

/** Asks IAM every request of the catalogue as each of the holders. */
export function permissionFindings(stack: StandInStack): readonly Finding[] {
  const requests = REQUESTS.map((request) => ({ request, arn: stack.filled(request.resource) }));
  return Object.entries(principalsOf(stack)).flatMap(([name, principalOf]) => {
    const holder = name as Holder;
    const principal = principalOf();
    return requests.flatMap(({ request, arn }) => {
      if (!concerns(request, holder)) {
        return [];
      }
      const expected = isExpected(request, holder);
      const allowed = isAllowed(() => ask(stack, principal, request, arn));
      const { action, resource, byCondition } = request;
      const verb = allowed ? 'may' : 'may not';
      return allowed === expected
        ? []
        : [finding(`The ${holder} ${verb} ${action} on ${resource}`, allowed && byCondition)];
    });
  });
}

/** In the order in which they are asked: the user's boundary is tried last. */
function principalsOf(stack: StandInStack): Readonly<Record<Holder, () => Principal>> {
  const {
    identities,
    stack: { resources },
  } = stack;
  const user = () => identities.users.get(resources.get('BrokerUser')?.physicalId ?? '');
  return {
    'broker function': () => functionSession(stack, 'BrokerFunction'),
    'rotation function': () => functionSession(stack, 'BrokerAccessKeyRotation'),
    'cleanup function': () => functionSession(stack, 'BrokerAccessKeyCleanup'),
    caller: () => {
      const caller = identities.users.create({ userName: 'caller' });
      caller.policies.attach(stack.stack.outputs.CallerPolicyArn ?? '');
      return principalOf(caller);
    },
    administrator: () => principalOf(createAdministrator(stack, 'administrator')),
    'administrator of another account': () => ({
      ...principalOf(createAdministrator(stack, 'foreign-administrator')),
      accountId: FOREIGN_ACCOUNT,
      arn: `arn:aws:iam::${FOREIGN_ACCOUNT}:user/foreign-administrator`,
    }),
    'broker user': () => principalOf(user()),
    'broker user with more policies': () => {
      user().policies.putInline('More', EVERYTHING);
      return principalOf(user());
    },
  };
}

/** The other account's concern is the secret alone: nothing else has a policy that could name it. */
function concerns({ resource }: Request, holder: Holder): boolean {
  return holder !== 'administrator of another account' || resource === '${BrokerAccessKeySecret}';
}

function isExpected({ action, resource, allowed }: Request, holder: Holder): boolean {
  if (holder === 'administrator') {
    return resource !== '${BrokerAccessKeySecret}' || !REFUSED_TO_ADMINISTRATORS.has(action);
  }
  return allowed.includes(holder);
}

function ask(stack: StandInStack, principal: Principal, request: Request, resource: string): void {
  const { action, context, account = ACCOUNT.accountId } = request;
  const ownPolicy = stack.secretsManager.policies.get(resource);
  stack.authorizer.authorize({
    principal,
    action,
    resource,
    resourceAccount: account,
    context,
    resourcePolicy: account === ACCOUNT.accountId ? ownPolicy : OPEN,
  });
}

function functionSession(stack: StandInStack, logicalId: string): Principal {
  const { roleArn } = stack.functions.settingsOf(stack.filled(`\${${logicalId}}`));
  return stack.sts.assumeRoleAsService(roleArn, 'lambda.amazonaws.com', 'probe').principal;
}

function createAdministrator({ identities }: StandInStack, userName: string): User {
  const user = identities.users.create({ userName });
  user.policies.putInline('Administrator', EVERYTHING);
  return user;
}

export function principalOf({ userName, arn, userId }: User): UserPrincipal {
  const { accountId } = ACCOUNT;
  return { kind: 'user', accountId, userName, arn, userId, accessKeyId: 'AKIAPROBE' };
}
