/** An issuer that gives tokens to anyone who asks for one. */
export interface SharedIssuer {
  readonly name: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /**
   * Claims whose value identifies the owner of the token. Anyone can get a token with any value of the other claims: every
   * repository has a `ref`, a stranger's workflow can run with your name as its `actor`, and with your reusable workflow as its
   * `job_workflow_ref`.
   */
  readonly identifying: readonly string[];
  /**
   * Claims in which a value that ends in `*` can identify the owner. The text before the `*` must match: `repo:octo-org/` names
   * an owner, and `repo:` does not.
   */
  readonly ownerPrefixes?: Readonly<Record<string, RegExp>>;
  /** Claims whose value always contains a slash. */
  readonly withSlash: readonly string[];
  /** Whether only programs get its tokens, so that nobody signs in. */
  readonly forPrograms?: true;
  /** Whether its token endpoint refuses public clients, such as a web page that signs people in. */
  readonly demandsClientSecret?: true;
}

const PERSON = ['sub', 'email'];

const OWNER_AND_SLASH = /^[^/]+\//;

/**
 * Sources:
 * https://docs.github.com/actions/reference/security/oidc,
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/,
 * https://developers.google.com/identity/openid-connect/openid-connect,
 * https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens,
 * https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference,
 * https://buildkite.com/docs/pipelines/security/oidc,
 * https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
 */
export const SHARED_ISSUERS: readonly SharedIssuer[] = [
  {
    name: 'GitHub Actions',
    issuer: 'https://token.actions.githubusercontent.com',
    identifying: [
      'sub',
      'repository',
      'repository_id',
      'repository_owner',
      'repository_owner_id',
      'workflow_ref',
      'enterprise',
      'enterprise_id',
    ],
    ownerPrefixes: {
      sub: /^(?:repo|repository|repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id):[^:/]+[:/]/,
      repository: OWNER_AND_SLASH,
      workflow_ref: OWNER_AND_SLASH,
    },
    withSlash: ['sub', 'repository', 'ref', 'job_workflow_ref', 'workflow_ref'],
    forPrograms: true,
  },
  {
    name: 'GitLab.com',
    issuer: 'https://gitlab.com',
    identifying: ['sub', 'project_id', 'project_path', 'namespace_id', 'namespace_path'],
    ownerPrefixes: {
      sub: /^project_path:[^:/]+\//,
      project_path: OWNER_AND_SLASH,
      namespace_path: OWNER_AND_SLASH,
    },
    withSlash: ['sub', 'project_path', 'ci_config_ref_uri'],
  },
  {
    name: 'Google',
    issuer: 'https://accounts.google.com',
    identifying: [...PERSON, 'hd'],
    withSlash: [],
    demandsClientSecret: true,
  },
  {
    name: 'Microsoft (personal accounts)',
    issuer: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    identifying: [...PERSON, 'oid'],
    withSlash: [],
  },
  {
    name: 'Apple',
    issuer: 'https://appleid.apple.com',
    identifying: PERSON,
    withSlash: [],
    demandsClientSecret: true,
  },
  { name: 'Facebook', issuer: 'https://www.facebook.com', identifying: PERSON, withSlash: [] },
  {
    name: 'Buildkite',
    issuer: 'https://agent.buildkite.com',
    identifying: ['sub', 'organization_slug', 'organization_id', 'pipeline_id', 'cluster_id'],
    ownerPrefixes: { sub: /^organization:[^:]+:/ },
    withSlash: [],
    forPrograms: true,
  },
  {
    name: 'HCP Terraform',
    issuer: 'https://app.terraform.io',
    identifying: [
      'sub',
      'terraform_organization_id',
      'terraform_organization_name',
      'terraform_project_id',
      'terraform_workspace_id',
    ],
    ownerPrefixes: { sub: /^organization:[^:]+:/ },
    withSlash: [],
    forPrograms: true,
  },
];

export function sharedIssuerOf(issuer: string): SharedIssuer | undefined {
  return SHARED_ISSUERS.find((shared) => shared.issuer === issuer);
}

/** A mistyped or deceptive host differs from the real one in at most this many letters. */
const LOOK_ALIKE_MAX_EDITS = 2;

/** @returns the well-known issuer that this one resembles but is not */
export function resembledIssuer(issuer: string): string | undefined {
  const [host, path] = hostAndPath(issuer);
  return SHARED_ISSUERS.map((shared) => shared.issuer).find((known) => {
    const [knownHost, knownPath] = hostAndPath(known);
    if (known === issuer) {
      return false;
    }
    return host === knownHost
      ? path === knownPath
      : host.startsWith(`${knownHost}.`) || edits(host, knownHost) <= LOOK_ALIKE_MAX_EDITS;
  });
}

/** Microsoft's endpoints for the accounts of several tenants: the tokens name the tenant instead. */
const SEVERAL_TENANTS =
  /^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\/(common|organizations|consumers)(?:\/|$)/;

/** @returns `common`, `organizations` or `consumers` */
export function severalTenantsIn(issuer: string): string | undefined {
  return SEVERAL_TENANTS.exec(issuer)?.[1];
}

function hostAndPath(issuer: string): readonly [host: string, path: string] {
  const { hostname, pathname } = new URL(issuer);
  return [hostname, pathname.replace(/\/$/, '')];
}

/** Levenshtein distance. */
function edits(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      current.push(
        Math.min(
          (current[column] ?? 0) + 1,
          (previous[column + 1] ?? 0) + 1,
          (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1),
        ),
      );
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
