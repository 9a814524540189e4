import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { PolicyKind } from 'local-aws/iam';
import { evaluate, parsePolicy, type RequestContext, requestContext } from 'local-aws/iam';
import type { CasePolicies, CaseRequest, PolicyCase, PolicyText } from './policy-case.ts';

const REGION = 'eu-central-1';
const NOW = new Date('2026-11-21T21:00:00Z');

/** Decides requests with the local AWS's evaluator. The policies are parsed once for many requests. */
export function locally({
  identity,
  boundary,
  session,
  resource,
}: CasePolicies): (request: CaseRequest) => boolean {
  const read = (policy: PolicyText | undefined, kind: PolicyKind) =>
    policy && parsePolicy(policy, kind);
  const identityPolicies = identity.map((policy) => parsePolicy(policy, 'identity'));
  const boundaryPolicy = read(boundary, 'identity');
  const sessionPolicy = read(session, 'session');
  const resourcePolicy = read(resource, 'resource');
  return (request) =>
    evaluate({
      ...request,
      context: contextOf(request),
      identityPolicies,
      boundary: boundaryPolicy,
      sessionPolicies: sessionPolicy ? [sessionPolicy] : withoutSessionPolicy(request),
      resourcePolicy,
    }).allowed;
}

/** As `EvaluationRequest` has it: none at all gives a federated user nothing, and limits nobody else. */
function withoutSessionPolicy({ principal }: CaseRequest): [] | undefined {
  return principal.kind === 'federated-user' ? [] : undefined;
}

/** The same, says iam-simulate. Throws where it finds the case faulty. */
export async function byIamSimulate({ policies, request }: PolicyCase): Promise<boolean> {
  const result = await runSimulation(
    {
      ...simulationOf(request),
      identityPolicies: policies.identity.map(named),
      permissionBoundaryPolicies: policies.boundary && [named(policies.boundary)],
      sessionPolicy: policies.session,
      resourcePolicy: policies.resource,
    },
    {},
  );
  if (result.resultType === 'error') {
    throw new Error(`iam-simulate refuses the case: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult === 'Allowed';
}

/**
 * The same, at a sixth of the time, for a session whose bucket has no policy. This way takes no session policy; its place
 * is the boundary's, which limits alike, and that of a boundary equal to the identity policy is empty, for it limits nothing.
 */
export function byIamSimulateFast({ policies, request }: PolicyCase): boolean {
  const result = runUnsafeSimulation(
    {
      ...simulationOf(request),
      identityPolicies: policies.identity.map(named),
      permissionBoundaryPolicies: policies.session && [named(policies.session)],
    },
    {},
  );
  return result === 'Allowed';
}

function simulationOf(
  request: CaseRequest,
): Pick<Simulation, 'request' | 'serviceControlPolicies' | 'resourceControlPolicies'> {
  return {
    request: {
      principal: request.principal.arn,
      action: request.action,
      resource: { resource: request.resource, accountId: request.resourceAccount },
      contextVariables: Object.fromEntries(
        [...contextOf(request)].map(([key, values]) => [
          key,
          values.length === 1 ? String(values[0]) : [...values],
        ]),
      ),
    },
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

function named(policy: PolicyText): { name: string; policy: PolicyText } {
  return { name: 'Policy', policy };
}

function contextOf(request: CaseRequest): RequestContext {
  return requestContext(request, REGION, NOW);
}
