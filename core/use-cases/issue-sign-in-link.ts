import { awsConsole, consoleUrl } from '../aws/aws-console.ts';
import { formatTarget } from '../aws/target.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import type { GrantIndex } from '../grants/grant-index.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import { auditedSession, type SessionDependencies, startSession } from './federation-session.ts';
import type { AuditLog, SignInLinks } from './ports.ts';
import { requireGrant } from './require-grant.ts';

export interface SignInLinkResponse {
  /** A secret: whoever opens it first, within 15 minutes, is signed in. */
  readonly SigninUrl: string;
}

/**
 * A link that signs its holder in to the console, where it shows the target.
 *
 * Throws BrokerError: AccessDenied without any call where no grant for the console covers the request.
 */
export async function issueSignInLink(
  request: AccessRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: SessionDependencies & {
    readonly grants: GrantIndex;
    readonly signInLinks: SignInLinks;
    readonly audit: AuditLog;
  },
): Promise<SignInLinkResponse> {
  const site = awsConsole(deps.partition);
  const { granted, durationSeconds } = requireGrant(
    request,
    caller,
    requestId,
    deps,
    '; those with "Console": true give sign-in links',
  );
  const session = await startSession({ ...request, caller, granted, durationSeconds }, deps);
  const link = await deps.signInLinks.create(session.token.credentials, {
    signinHost: site.signinHost,
    destination: consoleUrl(site, request.target),
  });
  deps.audit.record({
    type: 'SignInLinkIssued',
    requestId,
    target: formatTarget(request.target),
    permission: request.permission,
    ...auditedSession(session),
    durationSeconds,
  });
  return { SigninUrl: link };
}
