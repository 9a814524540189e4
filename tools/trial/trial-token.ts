import { readFileSync } from 'node:fs';

/** A token for the trial. API Gateway must be able to reach the token's issuer. */
export interface TrialToken {
  readonly token: string;
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  /** Whether the claim `aud` is a list of several audiences. */
  readonly hasAudiences: boolean;
}

/** @throws Error that names the option and the fault */
export function readToken(file: string): TrialToken {
  const token = readFileSync(file, 'utf8').trim();
  const claims = claimsOf(token, file);
  const { iss, sub, aud, client_id } = claims;
  const [audience] = [aud ?? client_id].flat();
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof audience !== 'string') {
    throw new Error(`--token-file ${file}: the token needs iss, sub, and aud or client_id`);
  }
  return {
    ...{ token, issuer: iss, audience, subject: sub },
    hasAudiences: Array.isArray(aud) && aud.length > 1,
  };
}

function claimsOf(token: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    throw new Error(`--token-file ${file}: must hold a token, HEADER.PAYLOAD.SIGNATURE`);
  }
}
