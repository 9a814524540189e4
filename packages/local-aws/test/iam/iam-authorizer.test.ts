import type { AuthorizationRequest } from '../../src/iam/authorizer.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type { Principal } from '../../src/iam/principal.ts';
import { ACCOUNT, TrustCore } from '../endpoint/trust-core.ts';

const RESOURCE = 'arn:aws:s3:::amzn-s3-demo-bucket/key';
const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const MAY_FEDERATE = { Effect: 'Allow', Action: 'sts:GetFederationToken', Resource: '*' };
const of = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

/**
 * Creates a broker user who may read, and a session of its federated user `alice` with a session policy for reading.
 */
function brokerWithSession() {
  const core = new TrustCore();
  const { user, credentials } = core.createUser('Broker', READ, MAY_FEDERATE);
  const broker = principalOf(core, credentials.accessKeyId);
  const issue = (name = 'alice') =>
    core.sts.getFederationToken(broker, { name, policy: JSON.stringify(of(READ)) }).credential
      .principal;
  return { core, user, broker, issue };
}

function principalOf(core: TrustCore, accessKeyId: string): Principal {
  const principal = core.credentials.find(accessKeyId)?.principal;
  if (principal === undefined) {
    throw new Error('The access key is unknown.');
  }
  return principal;
}

function attempt(core: TrustCore, principal: Principal, more: Partial<AuthorizationRequest> = {}) {
  return () =>
    core.authorizer.authorize({
      principal,
      action: 's3:GetObject',
      resource: RESOURCE,
      resourceAccount: ACCOUNT.accountId,
      ...more,
    });
}

describe('AccessDenied names principal, action, resource and reason', () => {
  const ARN = 'arn:aws:sts::111122223333:federated-user/alice';

  test('no policy allows it', () => {
    const { core, issue } = brokerWithSession();
    expect(attempt(core, issue(), { action: 's3:PutObject' })).toThrow(
      expect.objectContaining({
        code: 'AccessDenied',
        status: 403,
        message: `User: ${ARN} is not authorized to perform: s3:PutObject on resource: "${RESOURCE}" because no identity-based policy allows the s3:PutObject action`,
      }),
    );
  });

  test('a policy denies it', () => {
    const { core, user, issue } = brokerWithSession();
    user.policies.putInline('Denied', of({ ...READ, Effect: 'Deny' }));
    expect(attempt(core, issue())).toThrow(
      `User: ${ARN} is not authorized to perform: s3:GetObject on resource: "${RESOURCE}" with an explicit deny in an identity-based policy`,
    );
  });
});

describe('the current policies of the user decide for a federated session', () => {
  test('removing the permission ends the session’s access', () => {
    const { core, user, issue } = brokerWithSession();
    const session = issue();
    expect(attempt(core, session)).not.toThrow();
    user.policies.deleteInline('Allowed');
    expect(attempt(core, session)).toThrow('no identity-based policy allows');
  });

  test('a later boundary limits the session', () => {
    const { core, user, issue } = brokerWithSession();
    const session = issue();
    const document = of({ ...READ, Action: 's3:ListBucket' });
    const { arn } = core.identities.managedPolicies.create({ policyName: 'Ceiling', document });
    user.policies.setBoundary(arn);
    expect(attempt(core, session)).toThrow('no permissions boundary allows');
  });

  test('a new user with the same name does not revive the session', () => {
    const { core, user, issue } = brokerWithSession();
    const session = issue();
    for (const { accessKeyId } of user.accessKeys.list()) {
      user.accessKeys.delete(accessKeyId);
    }
    user.policies.deleteInline('Allowed');
    core.identities.users.delete('Broker');
    core.createUser('Broker', READ);
    expect(attempt(core, session)).toThrow('no identity-based policy allows');
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html */
describe('a Deny for sessions issued before a time', () => {
  const denyBefore = (time: Date, userId: string) =>
    of({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        DateLessThan: { 'aws:TokenIssueTime': time.toISOString() },
        StringEquals: { 'aws:userid': userId },
      },
    });

  test('ends the earlier sessions of that federated user, but not newer sessions or those of others', () => {
    const { core, user, broker, issue } = brokerWithSession();
    const [alice, bob] = [issue('alice'), issue('bob')];
    core.clock.advance(10);
    user.policies.putInline('Revoked', denyBefore(core.clock.now(), '111122223333:alice'));
    expect(attempt(core, alice)).toThrow('with an explicit deny in an identity-based policy');
    expect(attempt(core, bob)).not.toThrow();
    core.clock.advance(10);
    expect(attempt(core, issue('alice'))).not.toThrow();
    expect(attempt(core, broker)).not.toThrow();
  });

  test('does not apply to long-term keys, which have no aws:TokenIssueTime', () => {
    const { core, user, broker } = brokerWithSession();
    user.policies.putInline(
      'Revoked',
      of({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2999-01-01T00:00:00Z' } },
      }),
    );
    expect(attempt(core, broker)).not.toThrow();
  });
});

describe('condition keys', () => {
  const FORGED = {
    'aws:username': 'forged',
    'aws:PrincipalArn': 'forged',
    'aws:PrincipalIsAWSService': 'forged',
    'aws:SourceIp': 'forged',
    'aws:SourceAccount': '1',
    'AWS:principaltag/team': 'forged',
    'aws:ViaAWSService': 'forged',
  };

  /**
   * Returns whether a resource policy for everyone finds the condition true. The service of the request adds many keys.
   */
  function holds(
    core: TrustCore,
    principal: Principal,
    Condition: object,
    sourceIp?: string,
  ): boolean {
    const resourcePolicy = parsePolicy(of({ ...READ, Principal: '*', Condition }), 'resource');
    try {
      attempt(core, principal, { sourceIp, resourcePolicy, context: FORGED })();
      return true;
    } catch {
      return false;
    }
  }

  const ROWS: [kind: string, key: string, value: string][] = [
    ['user', 'aws:username', 'Reader'],
    ['user', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:user/Reader'],
    ['user', 'aws:PrincipalType', 'User'],
    ['user', 'aws:PrincipalAccount', '111122223333'],
    ['user', 'aws:ResourceAccount', '111122223333'],
    ['user', 'aws:RequestedRegion', 'us-east-1'],
    ['user', 'aws:SecureTransport', 'true'],
    ['user', 'aws:PrincipalIsAWSService', 'false'],
    ['user', 'aws:SourceAccount', '1'],
    ['session', 'aws:userid', '111122223333:alice'],
    ['session', 'aws:PrincipalArn', 'arn:aws:sts::111122223333:federated-user/alice'],
    ['session', 'aws:PrincipalType', 'FederatedUser'],
    ['tagged session', 'aws:PrincipalTag/TEAM', 'red'],
    ['service', 'aws:PrincipalIsAWSService', 'true'],
    ['service', 'aws:PrincipalServiceName', 'apigateway.amazonaws.com'],
    ['anonymous', 'aws:PrincipalType', 'Anonymous'],
    ['anonymous', 'aws:userid', 'anonymous'],
    ['anonymous', 'aws:PrincipalAccount', 'anonymous'],
    ['user', 'aws:ViaAWSService', 'false'],
    ['service', 'aws:ViaAWSService', 'false'],
    ['anonymous', 'aws:ViaAWSService', 'false'],
    ['user', 'aws:SourceIp', '127.0.0.1'],
  ];
  const ABSENT: [kind: string, key: string][] = [
    ['session', 'aws:username'],
    ['session', 'aws:PrincipalTag/team'],
    ['user', 'aws:PrincipalTag/team'],
    ['tagged session', 'aws:PrincipalTag/Colour'],
    ['user', 'aws:TagKeys'],
    ['service', 'aws:PrincipalArn'],
    ['anonymous', 'aws:PrincipalArn'],
    ['anonymous', 'aws:PrincipalIsAWSService'],
  ];

  function principalsByKind() {
    const core = new TrustCore();
    const reader = principalOf(core, core.createUser('Reader').credentials.accessKeyId);
    const broker = core.createUser('Broker', MAY_FEDERATE).credentials.accessKeyId;
    const session = core.sts.getFederationToken(principalOf(core, broker), { name: 'alice' });
    const { principal: alice } = session.credential;
    const principals = new Map<string, Principal>([
      ['user', reader],
      ['session', alice],
      ['tagged session', { ...alice, sessionTags: [{ key: 'Team', value: 'red' }] }],
      ['service', { kind: 'service', service: 'apigateway.amazonaws.com' }],
      ['anonymous', { kind: 'anonymous' }],
    ]);
    return { core, principal: (kind: string) => principals.get(kind) ?? reader };
  }

  test.each(ROWS)('of a %s: %s is %s', (kind, key, value) => {
    const { core, principal } = principalsByKind();
    const is = (expected: string) =>
      holds(core, principal(kind), { StringEquals: { [key]: expected } }, '127.0.0.1');
    expect(is(value)).toBe(true);
    expect(is('forged')).toBe(false);
  });

  test.each(ABSENT)('a %s has no %s, and no service can add it', (kind, key) => {
    const { core, principal } = principalsByKind();
    expect(holds(core, principal(kind), { Null: { [key]: 'true' } }, '127.0.0.1')).toBe(true);
  });

  test('without a network request, there is no aws:SourceIp', () => {
    const { core, principal } = principalsByKind();
    expect(holds(core, principal('user'), { Null: { 'aws:SourceIp': 'true' } })).toBe(true);
  });
});
