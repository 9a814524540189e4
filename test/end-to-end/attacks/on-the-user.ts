import { CreateAccessKeyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { refusalOf } from '../test-broker.ts';
import { ALLOW_ALL, type AttackedBroker, type Attacks, DENY_ALL } from './attacked-broker.ts';

const ALLOWED = 'not refused';
const DENIED = 'AccessDenied';

/** Tries to reach a bucket outside the ceiling with sessions of the key: first with the boundary, then without it. */
async function reachWithAndWithoutBoundary(broker: AttackedBroker): Promise<readonly string[]> {
  const within = await broker.reachesOutside();
  broker.user.policies.setBoundary(undefined);
  const without = await broker.reachesOutside();
  broker.user.policies.setBoundary(broker.name('BrokerUserCeiling'));
  return [within, without];
}

function managedPolicy({ local }: AttackedBroker, policyName: string, document: object): string {
  return local.identities.managedPolicies.create({ policyName, document }).arn;
}

function federate(broker: AttackedBroker): Promise<string> {
  const sts = new STSClient(broker.as(broker.key));
  return refusalOf(sts.send(new GetFederationTokenCommand({ Name: 'anybody' })));
}

/** Attacks that get a key of the broker user, widen its sessions, or end a revocation. */
export const ATTACKS_ON_THE_USER: Attacks = {
  'iam:CreateAccessKey': async (broker) => {
    const { AccessKey } = await new IAMClient(broker.as(broker.operator)).send(
      new CreateAccessKeyCommand({ UserName: broker.name('BrokerUser') }),
    );
    const own = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const { FederatedUser } = await new STSClient(broker.as(own)).send(
      new GetFederationTokenCommand({ Name: 'anybody' }),
    );
    expect(FederatedUser?.Arn).toMatch(/federated-user\/anybody$/);
    broker.user.accessKeys.delete(own.accessKeyId);
  },

  'iam:PutUserPolicy': async (broker) => {
    await new IAMClient(broker.as(broker.operator)).send(
      new PutUserPolicyCommand({
        UserName: broker.name('BrokerUser'),
        PolicyName: 'Attack',
        PolicyDocument: JSON.stringify(ALLOW_ALL),
      }),
    );
    expect(await reachWithAndWithoutBoundary(broker)).toEqual([DENIED, ALLOWED]);
    broker.user.policies.deleteInline('Attack');
  },

  'iam:AttachUserPolicy': async (broker) => {
    const policyArn = managedPolicy(broker, 'attached', ALLOW_ALL);
    broker.user.policies.attach(policyArn);
    expect(await reachWithAndWithoutBoundary(broker)).toEqual([DENIED, ALLOWED]);
    broker.user.policies.detach(policyArn);
  },

  'iam:DeleteUserPermissionsBoundary': async (broker) => {
    broker.user.policies.putInline('Attack', ALLOW_ALL);
    expect(await reachWithAndWithoutBoundary(broker)).toEqual([DENIED, ALLOWED]);
    broker.user.policies.deleteInline('Attack');
  },

  'iam:PutUserPermissionsBoundary': async (broker) => {
    broker.user.policies.putInline('Attack', ALLOW_ALL);
    broker.user.policies.setBoundary(managedPolicy(broker, 'boundary', ALLOW_ALL));
    expect(await broker.reachesOutside()).toBe(ALLOWED);
    broker.user.policies.setBoundary(broker.name('BrokerUserCeiling'));
    broker.user.policies.deleteInline('Attack');
  },

  'iam:DetachUserPolicy': async (broker) => {
    const revocation = managedPolicy(broker, 'revocation', DENY_ALL);
    broker.user.policies.attach(revocation);
    expect(await federate(broker)).toBe(DENIED);
    broker.user.policies.detach(revocation);
    expect(await federate(broker)).toBe(ALLOWED);
  },

  'iam:DeleteUserPolicy': async (broker) => {
    broker.user.policies.putInline('RevokeOlderSessions', DENY_ALL);
    expect(await federate(broker)).toBe(DENIED);
    broker.user.policies.deleteInline('RevokeOlderSessions');
    expect(await federate(broker)).toBe(ALLOWED);
  },

  'iam:CreatePolicyVersion': async (broker) => {
    expect(await broker.reachesOutside()).toBe(DENIED);
    broker.local.identities.managedPolicies.update(broker.name('BrokerUserCeiling'), ALLOW_ALL);
    expect(await broker.reachesOutside()).toBe(ALLOWED);
  },
};
