import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sharedIssuerOf } from '../../core/configuration/known-issuers.ts';
import type { Revocation } from '../../core/configuration/revocation.ts';
import { CALLER_ROLE, TRIAL_STACK, trialBucket } from './names.ts';
import type { TrialToken } from './trial-token.ts';

/** Low limits, so that the trial's burst of 200 requests exceeds them. */
export const TRIAL_THROTTLE = { rateLimit: 20, burstLimit: 40 } as const;

/** A folder name with letters outside ASCII. Grants can name only such letters up to U+00FF. */
export const LATIN_FOLDER = 'ünïcode/';

/**
 * A folder whose session policy has nearly the 2,048 characters that STS allows. The letters are mixed, because STS also limits
 * the compressed size, and repeated letters would compress too well for a test of that limit.
 */
export const LONG_FOLDER = `${mixedLetters(700)}/`;

export interface TrialSettings {
  readonly accountId: string;
  readonly region: string;
  readonly token?: TrialToken;
  readonly kmsKey?: string;
  readonly revocations?: readonly Revocation[];
}

/**
 * Writes the configuration of the trial's broker and its grants.
 *
 * @returns the path of the configuration
 */
export function writeConfiguration(folder: string, settings: TrialSettings): string {
  const { token, revocations = [] } = settings;
  const configurationPath = path.join(folder, 'federation-broker.json');
  write(configurationPath, {
    stackName: TRIAL_STACK,
    authentication: [{ type: 'iam' }, ...(token === undefined ? [] : [jwtEntry(token)])],
    throttle: TRIAL_THROTTLE,
    logRetentionDays: 1,
    revocations,
    grants: 'grants.json',
  });
  write(path.join(folder, 'grants.json'), { grants: grantsOf(settings) });
  return configurationPath;
}

/** Nobody signs in to the portal of a trial, so its client need not exist. */
function jwtEntry({ issuer, audience }: TrialToken): object {
  const portal = { clientId: 'trial', token: 'access' };
  const entry = { type: 'jwt', issuer, audience };
  return sharedIssuerOf(issuer)?.demandsClientSecret ? entry : { ...entry, portal };
}

function grantsOf({ accountId, region, token, kmsKey }: TrialSettings): readonly object[] {
  const bucket = `s3://${trialBucket(accountId, region)}`;
  const grantee = { iam: `role/${CALLER_ROLE}` };
  return [
    {
      ...{ id: 'read', grantee, scope: `${bucket}/read/*`, permission: 'READ' },
      ...{ tags: { trial: 'read' }, console: true },
    },
    {
      ...{ id: 'named', grantee, scope: `${bucket}/named/*`, permission: 'READ' },
      federatedUserNames: ['trial*'],
    },
    { id: 'latin', grantee, scope: `${bucket}/${LATIN_FOLDER}*`, permission: 'READ' },
    { id: 'long', grantee, scope: `${bucket}/${LONG_FOLDER}*`, permission: 'READ' },
    ...(kmsKey === undefined
      ? []
      : [{ id: 'encrypted', grantee, scope: `${bucket}/kms/*`, permission: 'READWRITE', kmsKey }]),
    ...(token === undefined
      ? []
      : [
          {
            ...{ id: 'token', grantee: { jwt: { sub: token.subject } } },
            ...{ scope: `${bucket}/read/*`, permission: 'READ', tags: { subject: '{sub}' } },
          },
        ]),
  ];
}

function write(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Pseudorandom letters. They are the same each time, so that all trials have equal policies. */
function mixedLetters(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    // The random number generator of Park and Miller.
    state = (state * 48_271) % 2_147_483_647;
    return (state % 36).toString(36);
  }).join('');
}
