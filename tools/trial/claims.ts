import type { Claim } from './claim.ts';
import { invokeByRoute, pathParameter, unsignedRefused } from './claims/api-access.ts';
import { cloudTrail } from './claims/audit-trail.ts';
import { BY_HAND } from './claims/by-hand.ts';
import { coldStart } from './claims/cold-start.ts';
import { deletesEverything, sessionsEndWithUser } from './claims/deletion.ts';
import { deploys } from './claims/deploys.ts';
import { sseKms } from './claims/encryption.ts';
import { firstKey } from './claims/first-key.ts';
import { insightsQueries, logLines } from './claims/logs.ts';
import { lookalikeRole } from './claims/lookalike-role.ts';
import { portalPage } from './claims/portal.ts';
import {
  newSessionAfterRevocation,
  noLinkAfterRevocation,
  revocation,
} from './claims/revocation.ts';
import { rotation, sessionOutlivesKey } from './claims/rotation.ts';
import { secretClosed } from './claims/secret-closed.ts';
import {
  missingKey,
  readingDoesNotWrite,
  resourceAccount,
  sessionIdentity,
  sessionWithinFolder,
  sessionWithoutSts,
} from './claims/session.ts';
import {
  bucketPolicyNamesSession,
  latin,
  longName,
  packedSize,
  tags,
  unicodeEscapes,
} from './claims/session-shapes.ts';
import { signInLink } from './claims/sign-in.ts';
import { burst, throttleLogged, throttleOfApi } from './claims/throttle.ts';
import { sdkCredentials, tokenAudiences, tokenClaims } from './claims/tokens.ts';

/** All claims, in the order in which the trial tries them. The last claims change the stack. */
export const CLAIMS: readonly Claim[] = [
  deploys,
  firstKey,
  invokeByRoute,
  pathParameter,
  unsignedRefused,
  secretClosed,
  resourceAccount,
  sessionIdentity,
  sessionWithoutSts,
  sessionWithinFolder,
  readingDoesNotWrite,
  missingKey,
  bucketPolicyNamesSession,
  tags,
  latin,
  unicodeEscapes,
  longName,
  packedSize,
  sseKms,
  tokenClaims,
  tokenAudiences,
  sdkCredentials,
  portalPage,
  signInLink,
  logLines,
  insightsQueries,
  lookalikeRole,
  burst,
  throttleOfApi,
  throttleLogged,
  rotation,
  sessionOutlivesKey,
  revocation,
  newSessionAfterRevocation,
  noLinkAfterRevocation,
  coldStart,
  cloudTrail,
  deletesEverything,
  sessionsEndWithUser,
  ...BY_HAND,
];
