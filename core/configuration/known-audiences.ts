/**
 * Audiences that issuers write into the tokens of many applications. A broker that accepts such an audience also accepts tokens
 * made for other applications. Each of those applications could then send its users' tokens to the broker.
 *
 * Sources:
 * https://www.keycloak.org/docs/latest/server_admin/index.html#audience-support,
 * https://developer.okta.com/docs/concepts/auth-servers/,
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html,
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (--api-audiences)
 */
const SHARED_AUDIENCES: ReadonlyMap<string, string> = new Map([
  ['account', 'Keycloak writes it into the tokens of every application of a realm'],
  ['api://default', 'Okta writes it into every token of its default authorization server'],
  ['sts.amazonaws.com', 'pods and workflows get tokens with it for every role in AWS'],
  ['https://kubernetes.default.svc', 'Kubernetes writes it into the token of every pod'],
  [
    'https://kubernetes.default.svc.cluster.local',
    'Kubernetes writes it into the token of every pod',
  ],
]);

/**
 * The address of an Auth0 UserInfo endpoint. Auth0 adds this address to the audience of every token with the scope `openid`.
 * Source: https://auth0.com/docs/tokens/access-token-formats
 */
const USER_INFO = /^https:\/\/[^/]+\/userinfo$/;

/** @returns which issuer writes the audience into which tokens, or undefined if the audience is not known to be shared */
export function sharedAudience(audience: string): string | undefined {
  return USER_INFO.test(audience)
    ? 'Auth0 writes it into every token with the scope openid'
    : SHARED_AUDIENCES.get(audience);
}
