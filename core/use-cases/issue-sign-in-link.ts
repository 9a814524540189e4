import { awsConsole, consoleUrl } from '../aws/aws-console.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import type { SignInLinkResponse } from '../responses/sign-in-link-response.ts';
import {
  auditedAccess,
  auditedSession,
  type SessionDependencies,
  startSession,
} from './federation-session.ts';
import type { SignInLinks } from './ports.ts';
import { type GrantDependencies, requireGrants } from './require-grants.ts';

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
  const { target, permission, ...common } = request;
  const accesses = [{ target, permission }];
  const match = requireGrants(
    { ...common, accesses },
    caller,
    requestId,
    deps,
    'Only grants with "Console": true give sign-in links.',
  );
  const session = await startSession({ ...common, caller, ...match }, deps);
  const link = await deps.signInLinks.create({
    credentials: session.token.credentials,
    signinHost: site.signinHost,
    destination: consoleUrl(site, target),
  });
  for (const access of match.accesses) {
    deps.audit.record({
      type: 'SignInLinkIssued',
      requestId,
      ...auditedAccess(access),
      ...auditedSession(session),
      durationSeconds: match.durationSeconds,
    });
  }
  return { SigninUrl: link };
}
