import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type { PolicyKind } from '../../src/iam/policy-document.ts';
import type { Principal } from '../../src/iam/principal.ts';
import { requestContext } from '../../src/iam/request-context.ts';
import scenarios from './documented-decisions.json' with { type: 'json' };
import { ACCOUNT_ID, BROKER, federatedBob, roleSession } from './principals.ts';

/** Examples of AWS's pages. A policy is the list of its statements. */
interface Scenario {
  readonly page: string;
  readonly principal: string;
  readonly policies: Partial<
    Record<'identity' | 'boundary' | 'session' | 'resource', readonly object[]>
  >;
  readonly decisions: readonly Decision[];
}

interface Decision {
  readonly says: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly sourceIp?: string;
  readonly viaAwsService?: boolean;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly allowed: boolean;
}

const PRINCIPALS: Readonly<Record<string, (sessionPolicy: unknown) => Principal>> = {
  user: () => BROKER,
  'federated-user': federatedBob,
  'role-session': roleSession,
};

function decide({ principal: kind, policies }: Scenario, asked: Decision): boolean {
  const policy = (statements: readonly object[] | undefined) =>
    statements && { Version: '2012-10-17', Statement: statements };
  const read = (name: keyof Scenario['policies'], as: PolicyKind) =>
    policies[name] && parsePolicy(policy(policies[name]), as);
  const principal = PRINCIPALS[kind]?.(policy(policies.session));
  if (principal === undefined) {
    throw new Error(`There is no principal ${kind}.`);
  }
  const { resourceAccount = ACCOUNT_ID } = asked;
  const request = { ...asked, principal, resourceAccount };
  const identity = read('identity', 'identity');
  return evaluate({
    ...request,
    context: requestContext(request, 'eu-central-1', new Date('2026-11-21T21:00:00Z')),
    identityPolicies: identity === undefined ? [] : [identity],
    boundary: read('boundary', 'identity'),
    sessionPolicies: 'sessionPolicies' in principal ? principal.sessionPolicies : undefined,
    resourcePolicy: read('resource', 'resource'),
  }).allowed;
}

const rows = (scenarios as readonly Scenario[]).flatMap((scenario) =>
  scenario.decisions.map((asked) => ({ scenario, asked, page: scenario.page, ...asked })),
);

test.each(rows)('$page: $says', ({ scenario, asked }) => {
  expect(decide(scenario, asked)).toBe(asked.allowed);
});
