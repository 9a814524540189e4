import type { Identities } from '../../src/iam/identities.ts';
import { TrustCore } from '../endpoint/trust-core.ts';

const ALLOW = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
};
const TRUST = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'lambda.amazonaws.com' },
  },
};

function sized(characters: number): object {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/' };
  const rest = characters - JSON.stringify({ Statement: statement }).length;
  return { Statement: { ...statement, Resource: `${statement.Resource}${'x'.repeat(rest)}` } };
}

let identities: Identities;

beforeEach(() => {
  identities = new TrustCore().identities;
});

function refusal(code: string) {
  return expect.objectContaining({ code });
}

function createPolicy(policyName: string, document: unknown = ALLOW): string {
  return identities.managedPolicies.create({ policyName, document }).arn;
}

describe('managed policies', () => {
  test('can have at most 6,144 characters without white space', () => {
    const full = JSON.stringify(sized(6144), undefined, 2);
    expect(createPolicy('Full', full)).toBe('arn:aws:iam::111122223333:policy/Full');
    expect(() => createPolicy('More', sized(6145))).toThrow(refusal('LimitExceeded'));
  });

  test('have unique names', () => {
    createPolicy('Ceiling');
    expect(() => createPolicy('Ceiling')).toThrow(refusal('EntityAlreadyExists'));
  });

  test('cannot be deleted while they are attached as policy or boundary', () => {
    const arn = createPolicy('Ceiling');
    const user = identities.users.create({ userName: 'Broker', permissionsBoundary: arn });
    user.policies.attach(arn);
    expect(() => identities.managedPolicies.delete(arn)).toThrow(refusal('DeleteConflict'));
    user.policies.detach(arn);
    expect(() => identities.managedPolicies.delete(arn)).toThrow(refusal('DeleteConflict'));
    user.policies.setBoundary(undefined);
    identities.managedPolicies.delete(arn);
    expect(() => identities.managedPolicies.get(arn)).toThrow(refusal('NoSuchEntity'));
  });

  test('change for every user and role that has them', () => {
    const arn = createPolicy('Ceiling');
    const { policies } = identities.users.create({ userName: 'Broker', permissionsBoundary: arn });
    policies.attach(arn);
    const denying = { Statement: { ...ALLOW.Statement, Effect: 'Deny' } };
    identities.managedPolicies.update(arn, denying);
    expect(policies.identityPolicies[0]?.statements[0]?.effect).toBe('Deny');
    expect(policies.boundary?.statements[0]?.effect).toBe('Deny');
  });
});

describe('users', () => {
  test('can have at most ten managed policies', () => {
    const { policies } = identities.users.create({ userName: 'Broker' });
    for (let i = 0; i < 10; i += 1) {
      policies.attach(createPolicy(`Policy${i}`));
    }
    expect(() => policies.attach(createPolicy('One-more'))).toThrow(refusal('LimitExceeded'));
    expect(() => policies.attach('arn:aws:iam::aws:policy/Missing')).toThrow(
      refusal('LimitExceeded'),
    );
  });

  test('can have inline policies of at most 2,048 characters together', () => {
    const { policies } = identities.users.create({ userName: 'Broker' });
    policies.putInline('Half', sized(1024));
    policies.putInline('Other', sized(1024));
    policies.putInline('Half', sized(1024));
    expect(() => policies.putInline('Half', sized(1025))).toThrow(refusal('LimitExceeded'));
  });

  test('can have two access keys', () => {
    const { accessKeys } = identities.users.create({ userName: 'Broker' });
    const { accessKeyId, secretAccessKey } = accessKeys.create();
    expect(accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    accessKeys.create();
    expect(() => accessKeys.create()).toThrow(refusal('LimitExceeded'));
    accessKeys.delete(accessKeyId);
    accessKeys.create();
    expect(() => accessKeys.delete(accessKeyId)).toThrow(refusal('NoSuchEntity'));
  });

  test('cannot be deleted while they have access keys, attached policies or inline policies', () => {
    const arn = createPolicy('Ceiling');
    const user = identities.users.create({ userName: 'Broker', permissionsBoundary: arn });
    const { accessKeyId } = user.accessKeys.create();
    user.policies.attach(arn);
    user.policies.putInline('Inline', ALLOW);
    const remove = () => identities.users.delete('Broker');
    expect(remove).toThrow('must delete access keys first');
    user.accessKeys.delete(accessKeyId);
    expect(remove).toThrow('must detach all policies first');
    user.policies.detach(arn);
    expect(remove).toThrow('must delete policies first');
    user.policies.deleteInline('Inline');
    remove();
    expect(remove).toThrow(refusal('NoSuchEntity'));
    identities.managedPolicies.delete(arn);
  });

  test('have unique names of the characters that IAM accepts', () => {
    identities.users.create({ userName: 'Broker' });
    expect(() => identities.users.create({ userName: 'Broker' })).toThrow(
      refusal('EntityAlreadyExists'),
    );
    for (const userName of ['', 'a b', 'a'.repeat(65)]) {
      expect(() => identities.users.create({ userName })).toThrow(refusal('ValidationError'));
    }
  });

  test('need a boundary that exists', () => {
    expect(() =>
      identities.users.create({
        userName: 'Broker',
        permissionsBoundary: 'arn:aws:iam::1:policy/x',
      }),
    ).toThrow(refusal('NoSuchEntity'));
  });
});

describe('roles', () => {
  const role = { roleName: 'Function', assumeRolePolicyDocument: TRUST };

  test('are found by name, and by ARN with the path', () => {
    const { arn, roleId } = identities.roles.create({ ...role, path: '/service/' });
    expect(arn).toBe('arn:aws:iam::111122223333:role/service/Function');
    expect(roleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(identities.roles.findByArn(arn)).toBe(identities.roles.get('Function'));
  });

  test('cannot be deleted while they have policies', () => {
    const { policies } = identities.roles.create(role);
    policies.putInline('Inline', ALLOW);
    expect(() => identities.roles.delete('Function')).toThrow(refusal('DeleteConflict'));
    policies.deleteInline('Inline');
    identities.roles.delete('Function');
    expect(() => identities.roles.get('Function')).toThrow(refusal('NoSuchEntity'));
  });

  test('cannot have invalid or too long trust policies, or sessions of more than twelve hours', () => {
    const create = (more: object) => () => identities.roles.create({ ...role, ...more });
    expect(create({ assumeRolePolicyDocument: ALLOW })).toThrow(refusal('MalformedPolicyDocument'));
    const long = { ...TRUST, Id: 'x'.repeat(2048) };
    expect(create({ assumeRolePolicyDocument: long })).toThrow(refusal('LimitExceeded'));
    expect(create({ maxSessionDuration: 43_201 })).toThrow(refusal('ValidationError'));
  });
});
