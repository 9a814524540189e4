import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidInput } from '../core/problems.ts';

/** Warns if the app already has a broker in the same account, as far as the app knows. */
export function warnIfSecond(
  broker: IConstruct,
  isBroker: (construct: IConstruct) => boolean,
): void {
  const { account } = Stack.of(broker);
  const other = broker.node.root.node
    .findAll()
    .find((each) => each !== broker && isBroker(each) && Stack.of(each).account === account);
  if (other !== undefined) {
    Annotations.of(broker).addWarningV2(
      'federation-broker:second-broker',
      `${other.node.path} is a federation broker, too, and in the same account as far as the app knows. All brokers of an ` +
        'account, in whatever region, share the names of federated users. So a policy that names a federated user, and an ' +
        'entry in CloudTrail, can be about a session of either broker, and a revocation ends the sessions of only one. Use one ' +
        'broker in each account.',
    );
  }
}

/**
 * Throws InvalidInput if the app knows that a role or user is in another account than the broker. Only callers of the
 * broker's own account can call it.
 */
export function requireSameAccount(broker: IConstruct, account: string, name: string): void {
  const ofBroker = Stack.of(broker).account;
  const isKnown = !Token.isUnresolved(ofBroker) && !Token.isUnresolved(account);
  if (isKnown && account !== ofBroker) {
    throw new InvalidInput([
      `${name}: must be in the account of the broker, ${ofBroker}, was in ${account}; ` +
        'let callers of other accounts assume a role of this account first',
    ]);
  }
}
