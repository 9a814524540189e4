import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type { PolicyKind } from '../../src/iam/policy-document.ts';
import {
  CASE_ACTION,
  CASE_RESOURCE,
  EVALUATION_CASES,
  type EvaluationCase,
} from './evaluation-cases.ts';
import { ACCOUNT_ID } from './principals.ts';

function decide(given: EvaluationCase): string {
  const parse = (policy: object | undefined, kind: PolicyKind) =>
    policy === undefined ? undefined : parsePolicy(policy, kind);
  const identity = parse(given.identity, 'identity');
  const { principal } = given;
  const decision = evaluate({
    principal,
    action: CASE_ACTION,
    resource: CASE_RESOURCE,
    resourceAccount: given.resourceAccount ?? ACCOUNT_ID,
    context: new Map(),
    identityPolicies: identity === undefined ? [] : [identity],
    boundary: parse(given.boundary, 'identity'),
    sessionPolicies: 'sessionPolicies' in principal ? principal.sessionPolicies : undefined,
    resourcePolicy: parse(given.resourcePolicy, 'resource'),
    resourcePolicyMustAllow: given.resourcePolicyMustAllow,
  });
  if (decision.allowed) {
    return 'allowed';
  }
  return `${decision.explicit ? 'explicit' : 'implicit'} ${decision.policyType}`;
}

describe.each(Object.entries(EVALUATION_CASES))('%s', (_page, cases) => {
  test.each(Object.entries(cases))('%s', (_name, given) => {
    expect(decide(given)).toBe(given.expected);
  });
});
