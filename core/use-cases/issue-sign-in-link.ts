import { awsConsole, consoleUrl } from '../aws/aws-console.ts';
import { formatTarget } from '../aws/target.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import type { SignInLinkResponse } from '../responses/sign-in-link-response.ts';
import { auditedSession, type SessionDependencies, startSession } from './federation-session.ts';
import type { SignInLinks } from './ports.ts';
import { type GrantDependencies, requireGrant } from './require-grant.ts';

export interface SignInDependencies extends SessionDependencies, GrantDependencies {
  readonly signInLinks: SignInLinks;
}

/**
 * Creates a link that signs anybody in to the console, on the page of the target.
 *
 * Throws BrokerError. If no grant for the console covers the request, it is AccessDenied, and nothing in AWS is called.
 */
export async function issueSignInLink(
  request: AccessRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: SignInDependencies,
): Promise<SignInLinkResponse> {
  const site = awsConsole(deps.partition);
  const { granted, durationSeconds } = requireGrant(
    request,
    caller,
    requestId,
    deps,
    'Only grants with "Console": true give sign-in links.',
  );
  const session = await startSession({ ...request, caller, granted, durationSeconds }, deps);
  const link = await deps.signInLinks.create({
    credentials: session.token.credentials,
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
