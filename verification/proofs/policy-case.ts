import type { AssumedRolePrincipal, FederatedUserPrincipal, UserPrincipal } from 'local-aws/iam';

/** A policy as JSON has it. */
export interface PolicyText {
  readonly Version: '2012-10-17';
  readonly Statement: readonly StatementText[];
}

export interface StatementText {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalText;
  readonly NotPrincipal?: PrincipalText;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  /** Operator → condition key → values. */
  readonly Condition?: ConditionText;
}

export type PrincipalText = '*' | { readonly AWS: string | readonly string[] };

export type ConditionText = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

export interface CasePolicies {
  readonly identity: readonly PolicyText[];
  readonly boundary?: PolicyText;
  readonly session?: PolicyText;
  /** The bucket's. */
  readonly resource?: PolicyText;
}

export interface CaseRequest {
  /** Its session policies are in the case's policies. */
  readonly principal: UserPrincipal | FederatedUserPrincipal | AssumedRolePrincipal;
  readonly sourceIp: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** What the service and the request bring; IAM's own keys come from the principal. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** A request with all that decides it. */
export interface PolicyCase {
  readonly policies: CasePolicies;
  readonly request: CaseRequest;
}

/** The policy without the other statements; undefined where none is left, for IAM takes no empty policy. */
export function only(
  policy: PolicyText,
  isWanted: (statement: StatementText) => boolean,
): PolicyText | undefined {
  const Statement = policy.Statement.filter(isWanted);
  return Statement.length === 0 ? undefined : { ...policy, Statement };
}

/** The case with every statement of every policy as `change` returns it. */
export function mapStatements(
  { policies, request }: PolicyCase,
  change: (statement: StatementText) => StatementText,
): PolicyCase {
  const changed = (policy: PolicyText): PolicyText => ({
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

/** The statement with every text of its resources and conditions as `change` returns it. */
export function mapTexts(
  statement: StatementText,
  change: (text: string) => string,
): StatementText {
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
