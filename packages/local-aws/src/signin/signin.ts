import { randomBytes } from 'node:crypto';
import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { CredentialSource, TemporaryCredential } from '../iam/credentials.ts';
import { badRequest } from './bad-request.ts';
import { consolePage } from './destination.ts';
import {
  FEDERATION_PATH,
  type FederationParameters,
  readFederationRequest,
} from './federation-request.ts';
import { isLiveSession, sessionCredential } from './session-credential.ts';
import { sessionSeconds } from './session-duration.ts';

/**
 * Seconds from the issue of the token to the sign-in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
const SIGNIN_TOKEN_SECONDS = 15 * 60;

const SIGNIN_TOKEN_BYTES = 32;

export interface SigninDependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly credentials: CredentialSource;
}

/** The session of a browser that followed a link. It acts with these credentials. */
export interface ConsoleSession {
  readonly credential: TemporaryCredential;
  /** The page of the console that the browser is redirected to. */
  readonly destination: string;
  readonly expiration: Date;
}

interface SigninToken {
  readonly credential: TemporaryCredential;
  readonly expiration: Date;
  /** Seconds. By default, the console session lasts as long as the credentials. */
  readonly sessionSeconds?: number;
}

/** Signs people in to the console with credentials of STS. */
export class Signin {
  readonly #dependencies: SigninDependencies;
  readonly #tokens = new Map<string, SigninToken>();

  constructor(dependencies: SigninDependencies) {
    this.#dependencies = dependencies;
  }

  /** Returns a token that is opaque and cannot be guessed. Throws AwsError BadRequest. */
  getSigninToken(parameters: FederationParameters): string {
    const { clock, credentials } = this.#dependencies;
    const now = clock.now();
    if ((parameters.get('SessionType') ?? 'json') !== 'json') {
      throw badRequest('SessionType must be json.');
    }
    const credential = sessionCredential(parameters.get('Session'), credentials, now);
    const token = randomBytes(SIGNIN_TOKEN_BYTES).toString('base64url');
    this.#tokens.set(token, {
      credential,
      expiration: secondsAfter(now, SIGNIN_TOKEN_SECONDS),
      sessionSeconds: sessionSeconds(parameters, credential.principal),
    });
    return token;
  }

  /** A token works until it expires, because AWS does not say that it works only once. Throws AwsError BadRequest. */
  login(parameters: FederationParameters): ConsoleSession {
    const { account, clock, credentials } = this.#dependencies;
    const now = clock.now();
    const token = this.#tokens.get(parameters.get('SigninToken') ?? '');
    if (token === undefined || token.expiration <= now) {
      throw badRequest('SigninToken is unknown or has expired.');
    }
    const { credential } = token;
    if (!isLiveSession(credentials.find(credential.accessKeyId), now)) {
      throw badRequest('Invalid credentials parameter');
    }
    const destination = consolePage(parameters.get('Destination'), account.partition);
    return { credential, destination, expiration: sessionEnd(token, now) };
  }

  /**
   * Follows a link as a browser would. The host of the link is ignored, because AWS's host does not exist here.
   * Throws AwsError BadRequest like the endpoint, and TypeError if the string is not a URL.
   */
  sessionOf(loginUrl: string): ConsoleSession {
    const { pathname, search } = new URL(loginUrl);
    const { action, parameters } = readFederationRequest(search.slice(1));
    if (pathname !== FEDERATION_PATH || action !== 'login') {
      throw badRequest(
        `A sign-in link must have the path ${FEDERATION_PATH} and the Action login.`,
      );
    }
    return this.login(parameters);
  }
}

/** The console session ends with the credentials at the latest. */
function sessionEnd({ credential, sessionSeconds: seconds }: SigninToken, now: Date): Date {
  const { expiration } = credential;
  return seconds === undefined
    ? expiration
    : new Date(Math.min(secondsAfter(now, seconds).getTime(), expiration.getTime()));
}

function secondsAfter(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
