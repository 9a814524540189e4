import type { AssumedRolePrincipal, FederatedUserPrincipal, UserPrincipal } from 'local-aws/iam';

/** A policy as JSON. */
export interface PolicyJson {
  readonly Version: '2012-10-17';
  readonly Statement: readonly StatementJson[];
}

export interface StatementJson {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalJson;
  readonly NotPrincipal?: PrincipalJson;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  /** Operator → condition key → values. */
  readonly Condition?: ConditionJson;
}

export type PrincipalJson = '*' | { readonly AWS: string | readonly string[] };

export type ConditionJson = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

export interface CasePolicies {
  readonly identity: readonly PolicyJson[];
  readonly boundary?: PolicyJson;
  readonly session?: PolicyJson;
  /** The resource policy of the bucket. */
  readonly resource?: PolicyJson;
}

export interface CaseRequest {
  /** The principal of a request. Its session policies are in `CasePolicies`. */
  readonly principal: UserPrincipal | FederatedUserPrincipal | AssumedRolePrincipal;
  readonly sourceIp: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** Condition keys that the service and the request set. IAM derives the keys about the principal itself. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** A request with all policies that decide it. */
export interface PolicyCase {
  readonly policies: CasePolicies;
  readonly request: CaseRequest;
}

/** Keeps only some statements. @returns undefined if none remains, because IAM refuses an empty policy */
export function only(
  policy: PolicyJson,
  isWanted: (statement: StatementJson) => boolean,
): PolicyJson | undefined {
  const Statement = policy.Statement.filter(isWanted);
  return Statement.length === 0 ? undefined : { ...policy, Statement };
}

/** Changes every statement of every policy. */
export function mapStatements(
  { policies, request }: PolicyCase,
  change: (statement: StatementJson) => StatementJson,
): PolicyCase {
  const changed = (policy: PolicyJson): PolicyJson => ({
    ...policy,
    Statement: policy.Statement.map(change),
  });
  const { identity, boundary, session, resource } = policies;
  return {
    request,
    policies: {
      identity: identity.map(changed),
      boundary: boundary && changed(boundary),
      session: session && changed(session),
      resource: resource && changed(resource),
    },
  };
}

/** Changes every string in the resources and conditions of a statement. */
export function mapStrings(
  statement: StatementJson,
  change: (text: string) => string,
): StatementJson {
  const { Resource, NotResource, Condition } = statement;
  const all = (texts: string | readonly string[]) =>
    typeof texts === 'string' ? change(texts) : texts.map(change);
  const conditions = Object.entries(Condition ?? {}).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, all(values)])),
  ]);
  return {
    ...statement,
    ...(Resource === undefined ? {} : { Resource: all(Resource) }),
    ...(NotResource === undefined ? {} : { NotResource: all(NotResource) }),
    ...(Condition === undefined ? {} : { Condition: Object.fromEntries(conditions) }),
  };
}
