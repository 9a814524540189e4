import type { Principal } from '../../src/iam/principal.ts';
import { ACCOUNT_ID, BROKER, federatedBob, roleSession } from './principals.ts';

const OBJECT = 'arn:aws:s3:::amzn-s3-demo-bucket/team-a/report.csv';
const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECT };
const DENY = { ...ALLOW, Effect: 'Deny' };
const OTHER = { ...ALLOW, Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/other/*' };

export const CASE_ACTION = 's3:GetObject';
export const CASE_RESOURCE = OBJECT;

const of = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const allowing = (principal: unknown) => of({ ...ALLOW, Principal: principal });
const denying = (principal: unknown) => of({ ...DENY, Principal: principal });

export interface EvaluationCase {
  readonly principal: Principal;
  readonly identity?: object;
  readonly boundary?: object;
  readonly resourcePolicy?: object;
  readonly resourceAccount?: string;
  readonly resourcePolicyMustAllow?: boolean;
  /** `allowed`, `explicit TYPE`, or `implicit TYPE`. */
  readonly expected: string;
}

const EVALUATION =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html';
const BOUNDARIES =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html';
const PRINCIPALS =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html';
const NOT_PRINCIPAL =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html';
const CROSS_ACCOUNT =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html';
const FEDERATION =
  'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html';

const ELSEWHERE = '444455556666';
const USER = { AWS: BROKER.arn };
const SESSION = { AWS: federatedBob(undefined).arn };
const ROLE = { AWS: roleSession(undefined).roleArn };
const ROLE_SESSION = { AWS: roleSession(undefined).arn };
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` };
const SERVICE: Principal = { kind: 'service', service: 'apigateway.amazonaws.com' };
const ANONYMOUS: Principal = { kind: 'anonymous' };

const NO_IDENTITY = 'implicit identity-based policy';
const NO_BOUNDARY = 'implicit permissions boundary';
const NO_SESSION = 'implicit session policy';
const NO_RESOURCE = 'implicit resource-based policy';

/** By AWS's page, then by what the page says. */
export const EVALUATION_CASES: Record<string, Record<string, EvaluationCase>> = {
  [EVALUATION]: {
    'nothing is allowed by default': { principal: BROKER, expected: NO_IDENTITY },
    'an identity policy allows': { principal: BROKER, identity: of(ALLOW), expected: 'allowed' },
    'a deny overrides an allow in the same policy': {
      principal: BROKER,
      identity: of(ALLOW, DENY),
      expected: 'explicit identity-based policy',
    },
    'a deny in the boundary overrides a resource policy that names the user': {
      principal: BROKER,
      boundary: of(DENY),
      resourcePolicy: allowing(USER),
      expected: 'explicit permissions boundary',
    },
    'a deny in the identity policy overrides a resource policy that names the session': {
      principal: federatedBob(of(ALLOW)),
      identity: of(DENY),
      resourcePolicy: allowing(SESSION),
      expected: 'explicit identity-based policy',
    },
    'a deny in the session policy overrides a resource policy that names the session': {
      principal: federatedBob(of(DENY)),
      identity: of(ALLOW),
      resourcePolicy: allowing(SESSION),
      expected: 'explicit session policy',
    },
    'a deny in the resource policy overrides everything': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: denying('*'),
      expected: 'explicit resource-based policy',
    },
    'a resource policy for the user is enough without an identity policy': {
      principal: BROKER,
      resourcePolicy: allowing(USER),
      expected: 'allowed',
    },
    'the boundary does not limit a resource policy for the user': {
      principal: BROKER,
      boundary: of(OTHER),
      resourcePolicy: allowing(USER),
      expected: 'allowed',
    },
    'session policy and boundary do not limit a resource policy for the federated session': {
      principal: federatedBob(of(OTHER)),
      identity: of(OTHER),
      boundary: of(OTHER),
      resourcePolicy: allowing(SESSION),
      expected: 'allowed',
    },
    'a resource policy for the federated session needs no session policy': {
      principal: federatedBob(undefined),
      resourcePolicy: allowing(SESSION),
      expected: 'allowed',
    },
    'the session policy limits a resource policy for the federating user': {
      principal: federatedBob(of(OTHER)),
      identity: of(ALLOW),
      resourcePolicy: allowing(USER),
      expected: NO_SESSION,
    },
    'a resource policy for the federating user allows nothing without a session policy': {
      principal: federatedBob(undefined),
      identity: of(ALLOW),
      resourcePolicy: allowing(USER),
      expected: NO_SESSION,
    },
    'the boundary limits a resource policy for the federating user': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      boundary: of(OTHER),
      resourcePolicy: allowing(USER),
      expected: NO_BOUNDARY,
    },
    'a resource policy for the federating user replaces an identity policy': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: allowing(USER),
      expected: 'allowed',
    },
    "session policy and boundary do not limit a resource policy for the role's session": {
      principal: roleSession(of(OTHER)),
      boundary: of(OTHER),
      resourcePolicy: allowing(ROLE_SESSION),
      expected: 'allowed',
    },
    'the boundary limits a resource policy for the role': {
      principal: roleSession(undefined),
      boundary: of(OTHER),
      resourcePolicy: allowing(ROLE),
      expected: NO_BOUNDARY,
    },
    'the session policy limits a resource policy for the role': {
      principal: roleSession(of(OTHER)),
      resourcePolicy: allowing(ROLE),
      expected: NO_SESSION,
    },
    'a resource policy for the role replaces an identity policy': {
      principal: roleSession(undefined),
      resourcePolicy: allowing(ROLE),
      expected: 'allowed',
    },
    'a trust policy that allows nobody refuses a user whom an identity policy allows': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: denying({ AWS: ELSEWHERE }),
      resourcePolicyMustAllow: true,
      expected: NO_RESOURCE,
    },
    'with a trust policy for the account and no identity policy, the user is refused': {
      principal: BROKER,
      resourcePolicy: allowing(ROOT),
      resourcePolicyMustAllow: true,
      expected: NO_IDENTITY,
    },
    'with a trust policy for the account and an identity policy, the user is allowed': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: allowing(ROOT),
      resourcePolicyMustAllow: true,
      expected: 'allowed',
    },
  },
  [BOUNDARIES]: {
    'the boundary limits the identity policy': {
      principal: BROKER,
      identity: of(ALLOW),
      boundary: of(OTHER),
      expected: NO_BOUNDARY,
    },
    'the boundary alone allows nothing': {
      principal: BROKER,
      boundary: of(ALLOW),
      expected: NO_IDENTITY,
    },
    'identity policy, boundary and session policy must all allow': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      boundary: of(ALLOW),
      expected: 'allowed',
    },
    'the boundary of the federating user limits its session': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      boundary: of(OTHER),
      expected: NO_BOUNDARY,
    },
  },
  [FEDERATION]: {
    'a session without a session policy has no permissions': {
      principal: federatedBob(undefined),
      identity: of(ALLOW),
      expected: NO_SESSION,
    },
    'a session policy limits the permissions of the user': {
      principal: federatedBob(of(OTHER)),
      identity: of(ALLOW),
      expected: NO_SESSION,
    },
    'a session policy adds no permissions to those of the user': {
      principal: federatedBob(of(ALLOW)),
      identity: of(OTHER),
      expected: NO_IDENTITY,
    },
    "a role's session without a session policy has the role's permissions": {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      expected: 'allowed',
    },
  },
  [PRINCIPALS]: {
    'an IAM user with the name of the federated user is another principal': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: allowing({ AWS: `arn:aws:iam::${ACCOUNT_ID}:user/Bob` }),
      expected: NO_IDENTITY,
    },
    'a deny for an IAM user with the name of the federated user does not apply to it': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: denying({ AWS: `arn:aws:iam::${ACCOUNT_ID}:user/Bob` }),
      expected: 'allowed',
    },
    'a deny for the federating user applies to its sessions': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: denying(USER),
      expected: 'explicit resource-based policy',
    },
    'a deny for the federating user applies to a session that is allowed by name': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: of({ ...ALLOW, Principal: SESSION }, { ...DENY, Principal: USER }),
      expected: 'explicit resource-based policy',
    },
    'a deny for the role applies to its sessions': {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      resourcePolicy: denying(ROLE),
      expected: 'explicit resource-based policy',
    },
    'a deny for the account applies to everyone in it': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: denying({ AWS: ACCOUNT_ID }),
      expected: 'explicit resource-based policy',
    },
    'an allow for the account root only delegates': {
      principal: BROKER,
      resourcePolicy: allowing(ROOT),
      expected: NO_IDENTITY,
    },
    'an allow for the account id only delegates': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: allowing({ AWS: ACCOUNT_ID }),
      expected: NO_IDENTITY,
    },
    'an allow for everyone counts as an allow for the session itself': {
      principal: federatedBob(of(OTHER)),
      boundary: of(OTHER),
      resourcePolicy: allowing('*'),
      expected: 'allowed',
    },
    'everyone can be written as AWS *': {
      principal: BROKER,
      resourcePolicy: allowing({ AWS: '*' }),
      expected: 'allowed',
    },
    'an allow for everyone includes anonymous callers': {
      principal: ANONYMOUS,
      resourcePolicy: allowing('*'),
      expected: 'allowed',
    },
    'anonymous callers have no permissions without a resource policy': {
      principal: ANONYMOUS,
      resourcePolicy: allowing(ROOT),
      expected: NO_RESOURCE,
    },
    'the resource policy alone allows a service': {
      principal: SERVICE,
      resourcePolicy: allowing({ Service: 'apigateway.amazonaws.com' }),
      expected: 'allowed',
    },
    'the resource policy does not allow another service': {
      principal: SERVICE,
      resourcePolicy: allowing({ Service: 'secretsmanager.amazonaws.com' }),
      expected: NO_RESOURCE,
    },
    'a service is refused without a resource policy': {
      principal: SERVICE,
      expected: NO_RESOURCE,
    },
  },
  [NOT_PRINCIPAL]: {
    'denies principals that are not named': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: ROLE }),
      expected: 'explicit resource-based policy',
    },
    'denies a user whose account is not named with it': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: USER }),
      expected: 'explicit resource-based policy',
    },
    'exempts a user that is named with its account': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: { AWS: [BROKER.arn, ROOT.AWS] } }),
      expected: 'allowed',
    },
    'denies a session if only its role and account are named': {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: { AWS: [ROLE.AWS, ROOT.AWS] } }),
      expected: 'explicit resource-based policy',
    },
    'exempts a session that is named with its role and account': {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      resourcePolicy: of({
        ...DENY,
        NotPrincipal: { AWS: [ROLE_SESSION.AWS, ROLE.AWS, ROOT.AWS] },
      }),
      expected: 'allowed',
    },
    'denies a user with a boundary, even if it is named': {
      principal: BROKER,
      identity: of(ALLOW),
      boundary: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: { AWS: [BROKER.arn, ROOT.AWS] } }),
      expected: 'explicit resource-based policy',
    },
    'denies the session of a user with a boundary, even if it is named': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      boundary: of(ALLOW),
      resourcePolicy: of({
        ...DENY,
        NotPrincipal: { AWS: [SESSION.AWS, BROKER.arn, ROOT.AWS] },
      }),
      expected: 'explicit resource-based policy',
    },
  },
  [CROSS_ACCOUNT]: {
    'needs the resource policy': {
      principal: BROKER,
      identity: of(ALLOW),
      resourceAccount: ELSEWHERE,
      expected: NO_RESOURCE,
    },
    'needs the identity policy, even if the user is named': {
      principal: BROKER,
      resourcePolicy: allowing(USER),
      resourceAccount: ELSEWHERE,
      expected: NO_IDENTITY,
    },
    'needs the boundary': {
      principal: BROKER,
      identity: of(ALLOW),
      boundary: of(OTHER),
      resourcePolicy: allowing(USER),
      resourceAccount: ELSEWHERE,
      expected: NO_BOUNDARY,
    },
    'needs the session policy, even if the session is named': {
      principal: federatedBob(of(OTHER)),
      identity: of(ALLOW),
      resourcePolicy: allowing(SESSION),
      resourceAccount: ELSEWHERE,
      expected: NO_SESSION,
    },
    'is allowed if both sides allow': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: allowing({ AWS: ACCOUNT_ID }),
      resourceAccount: ELSEWHERE,
      expected: 'allowed',
    },
  },
};
