import { TrustCore } from '../endpoint/trust-core.ts';

const MAY_FEDERATE = { Effect: 'Allow', Action: 'sts:GetFederationToken', Resource: '*' };

function federate(core: TrustCore, accessKeyId: string) {
  const principal = core.credentials.find(accessKeyId)?.principal;
  if (principal === undefined) {
    throw new Error('The access key is unknown.');
  }
  return core.sts.getFederationToken(principal, { name: 'alice' }).credential;
}

describe('an access key', () => {
  test('belongs to its user until it is deactivated or deleted', () => {
    const core = new TrustCore();
    const { user, credentials } = core.createUser('Broker');
    const find = () => core.credentials.find(credentials.accessKeyId);
    expect(find()).toMatchObject({ ...credentials, principal: { kind: 'user', arn: user.arn } });
    user.accessKeys.setStatus(credentials.accessKeyId, 'Inactive');
    expect(find()).toBeUndefined();
    user.accessKeys.setStatus(credentials.accessKeyId, 'Active');
    expect(find()).toBeDefined();
    user.accessKeys.delete(credentials.accessKeyId);
    expect(find()).toBeUndefined();
  });
});

describe('a federated session', () => {
  test('outlives the access key that created it but not its user, and a new user does not revive it', () => {
    const core = new TrustCore();
    const { user, credentials } = core.createUser('Broker', MAY_FEDERATE);
    const session = federate(core, credentials.accessKeyId);
    expect(session.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    user.accessKeys.delete(credentials.accessKeyId);
    expect(core.credentials.find(session.accessKeyId)).toBe(session);
    user.policies.deleteInline('Allowed');
    core.identities.users.delete('Broker');
    expect(core.credentials.find(session.accessKeyId)).toBeUndefined();
    core.createUser('Broker', MAY_FEDERATE);
    expect(core.credentials.find(session.accessKeyId)).toBeUndefined();
  });
});
