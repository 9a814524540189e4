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

/** By the page that says so; then by what is said. */
export const EVALUATION_CASES: Record<string, Record<string, EvaluationCase>> = {
  [EVALUATION]: {
    'nothing is allowed by default': { principal: BROKER, expected: NO_IDENTITY },
    'an identity policy allows': { principal: BROKER, identity: of(ALLOW), expected: 'allowed' },
    'a deny beats the allow beside it': {
      principal: BROKER,
      identity: of(ALLOW, DENY),
      expected: 'explicit identity-based policy',
    },
    'a deny in the boundary beats a resource policy for the very user': {
      principal: BROKER,
      boundary: of(DENY),
      resourcePolicy: allowing(USER),
      expected: 'explicit permissions boundary',
    },
    'a deny in the identity policy beats a resource policy for the very session': {
      principal: federatedBob(of(ALLOW)),
      identity: of(DENY),
      resourcePolicy: allowing(SESSION),
      expected: 'explicit identity-based policy',
    },
    'a deny in the session policy beats a resource policy for the very session': {
      principal: federatedBob(of(DENY)),
      identity: of(ALLOW),
      resourcePolicy: allowing(SESSION),
      expected: 'explicit session policy',
    },
    'a deny in the resource policy beats all': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: denying('*'),
      expected: 'explicit resource-based policy',
    },
    'a resource policy for the user suffices without an identity policy': {
      principal: BROKER,
      resourcePolicy: allowing(USER),
      expected: 'allowed',
    },
    'a resource policy for the user is not limited by what its boundary leaves out': {
      principal: BROKER,
      boundary: of(OTHER),
      resourcePolicy: allowing(USER),
      expected: 'allowed',
    },
    'a resource policy for the federated session reaches past session policy and boundary': {
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
    'a resource policy for the federating user stays within the session policy': {
      principal: federatedBob(of(OTHER)),
      identity: of(ALLOW),
      resourcePolicy: allowing(USER),
      expected: NO_SESSION,
    },
    'a resource policy for the federating user gives nothing without a session policy': {
      principal: federatedBob(undefined),
      identity: of(ALLOW),
      resourcePolicy: allowing(USER),
      expected: NO_SESSION,
    },
    'a resource policy for the federating user stays within the boundary': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      boundary: of(OTHER),
      resourcePolicy: allowing(USER),
      expected: NO_BOUNDARY,
    },
    'a resource policy for the federating user stands for an identity policy': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: allowing(USER),
      expected: 'allowed',
    },
    "a resource policy for the role's session reaches past session policy and boundary": {
      principal: roleSession(of(OTHER)),
      boundary: of(OTHER),
      resourcePolicy: allowing(ROLE_SESSION),
      expected: 'allowed',
    },
    'a resource policy for the role stays within the boundary': {
      principal: roleSession(undefined),
      boundary: of(OTHER),
      resourcePolicy: allowing(ROLE),
      expected: NO_BOUNDARY,
    },
    'a resource policy for the role stays within the session policy': {
      principal: roleSession(of(OTHER)),
      resourcePolicy: allowing(ROLE),
      expected: NO_SESSION,
    },
    'a resource policy for the role stands for an identity policy': {
      principal: roleSession(undefined),
      resourcePolicy: allowing(ROLE),
      expected: 'allowed',
    },
    'a trust policy that allows nobody refuses whom an identity policy allows': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: denying({ AWS: ELSEWHERE }),
      resourcePolicyMustAllow: true,
      expected: NO_RESOURCE,
    },
    'a trust policy for the account leaves it to the identity policy, which is missing': {
      principal: BROKER,
      resourcePolicy: allowing(ROOT),
      resourcePolicyMustAllow: true,
      expected: NO_IDENTITY,
    },
    'a trust policy for the account leaves it to the identity policy, which allows': {
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
    'the boundary allows nothing by itself': {
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
    'a session policy limits what the user may': {
      principal: federatedBob(of(OTHER)),
      identity: of(ALLOW),
      expected: NO_SESSION,
    },
    'a session policy gives nothing that the user may not': {
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
    'an IAM user called like the federated user is somebody else': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: allowing({ AWS: `arn:aws:iam::${ACCOUNT_ID}:user/Bob` }),
      expected: NO_IDENTITY,
    },
    'a deny for an IAM user called like the federated user does not bind it': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: denying({ AWS: `arn:aws:iam::${ACCOUNT_ID}:user/Bob` }),
      expected: 'allowed',
    },
    'a deny for the federating user binds its sessions': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: denying(USER),
      expected: 'explicit resource-based policy',
    },
    'a deny for the federating user binds a session that is allowed by name': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: of({ ...ALLOW, Principal: SESSION }, { ...DENY, Principal: USER }),
      expected: 'explicit resource-based policy',
    },
    'a deny for the role binds its sessions': {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      resourcePolicy: denying(ROLE),
      expected: 'explicit resource-based policy',
    },
    'a deny for the account binds everyone in it': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: denying({ AWS: ACCOUNT_ID }),
      expected: 'explicit resource-based policy',
    },
    'an allow for the account root delegates only': {
      principal: BROKER,
      resourcePolicy: allowing(ROOT),
      expected: NO_IDENTITY,
    },
    'an allow for the account id delegates only': {
      principal: federatedBob(of(ALLOW)),
      resourcePolicy: allowing({ AWS: ACCOUNT_ID }),
      expected: NO_IDENTITY,
    },
    'an allow for everyone is direct, also for a session': {
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
    'anonymous callers have no permissions of their own': {
      principal: ANONYMOUS,
      resourcePolicy: allowing(ROOT),
      expected: NO_RESOURCE,
    },
    'a service is allowed by the resource policy alone': {
      principal: SERVICE,
      resourcePolicy: allowing({ Service: 'apigateway.amazonaws.com' }),
      expected: 'allowed',
    },
    'another service is not': {
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
    'denies whoever is not named': {
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
    'spares a user named with its account': {
      principal: BROKER,
      identity: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: { AWS: [BROKER.arn, ROOT.AWS] } }),
      expected: 'allowed',
    },
    'denies a session when only its role and account are named': {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: { AWS: [ROLE.AWS, ROOT.AWS] } }),
      expected: 'explicit resource-based policy',
    },
    'spares a session named with its role and account': {
      principal: roleSession(undefined),
      identity: of(ALLOW),
      resourcePolicy: of({
        ...DENY,
        NotPrincipal: { AWS: [ROLE_SESSION.AWS, ROLE.AWS, ROOT.AWS] },
      }),
      expected: 'allowed',
    },
    'denies a user with a boundary, however it is named': {
      principal: BROKER,
      identity: of(ALLOW),
      boundary: of(ALLOW),
      resourcePolicy: of({ ...DENY, NotPrincipal: { AWS: [BROKER.arn, ROOT.AWS] } }),
      expected: 'explicit resource-based policy',
    },
    'denies the session of a user with a boundary, however it is named': {
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
    'needs the identity policy, also where the user is named': {
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
    'needs the session policy, also where the session is named': {
      principal: federatedBob(of(OTHER)),
      identity: of(ALLOW),
      resourcePolicy: allowing(SESSION),
      resourceAccount: ELSEWHERE,
      expected: NO_SESSION,
    },
    'is allowed when both sides allow': {
      principal: federatedBob(of(ALLOW)),
      identity: of(ALLOW),
      resourcePolicy: allowing({ AWS: ACCOUNT_ID }),
      resourceAccount: ELSEWHERE,
      expected: 'allowed',
    },
  },
};
