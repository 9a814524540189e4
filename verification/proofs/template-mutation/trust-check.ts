import type { Principal } from '../../../packages/local-aws/src/iam/principal.ts';
import { type Finding, finding } from './finding.ts';
import { principalOf } from './permission-check.ts';
import { ACCOUNT, isAllowed, type StandInStack } from './stand-in-stack.ts';

const ROLES = ['BrokerFunctionRole', 'BrokerAccessKeyRotationRole', 'BrokerAccessKeyCleanupRole'];

/** What a trust policy can allow; the session of a function carries neither tags nor another's name. */
const ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

/** Lambda assumes the roles, and nobody else: not even an administrator. */
export function trustFindings(stack: StandInStack): readonly Finding[] {
  const { identities, authorizer } = stack;
  const administrator = identities.users.get('administrator');
  const foreigner = identities.users.get('foreign-administrator');
  const principals: Readonly<Record<string, Principal>> = {
    Lambda: { kind: 'service', service: 'lambda.amazonaws.com' },
    'Amazon EC2': { kind: 'service', service: 'ec2.amazonaws.com' },
    'an administrator': principalOf(administrator),
    'an administrator of another account': {
      ...principalOf(foreigner),
      accountId: '999988887777',
      arn: 'arn:aws:iam::999988887777:user/administrator',
    },
    somebody: { kind: 'anonymous' },
  };
  return ROLES.flatMap((logicalId) => {
    const role = identities.roles.get(stack.filled(`\${${logicalId}}`));
    const mayDo = (principal: Principal, action: string) =>
      isAllowed(() =>
        authorizer.authorize({
          principal,
          action,
          resource: role.arn,
          resourceAccount: ACCOUNT.accountId,
          resourcePolicy: role.trustPolicy,
          resourcePolicyMustAllow: true,
        }),
      );
    return Object.entries(principals).flatMap(([name, principal]) =>
      ACTIONS.filter(
        (action) => mayDo(principal, action) !== (name === 'Lambda' && action === 'sts:AssumeRole'),
      ).map((action) => finding(`${name}: ${action} on ${logicalId}`)),
    );
  });
}
