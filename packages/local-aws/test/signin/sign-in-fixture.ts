import {
  AssumeRoleCommand,
  type Credentials,
  GetFederationTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { TestClock } from '../endpoint/trust-core.ts';

export const BUCKET = 'amzn-s3-demo-bucket';
export const CONSOLE_PAGE = `https://console.aws.amazon.com/s3/buckets/${BUCKET}?prefix=team-a/`;

const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const ROLE_ARN = 'arn:aws:iam::111122223333:role/Portal';
const SESSION_POLICY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: BUCKET_ARN,
    Condition: { StringLike: { 's3:prefix': 'team-a/*' } },
  },
};
const BROKER_POLICY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: ['sts:GetFederationToken', 'sts:AssumeRole', 's3:ListBucket'],
    Resource: '*',
  },
};

/** The parameter `Session` before it is encoded. */
export interface Session {
  readonly sessionId?: string;
  readonly sessionKey?: string;
  readonly sessionToken?: string;
}

/**
 * A local AWS with everything that a broker needs for sign-in. The test sets its clock. Requests are signed before the
 * clock moves.
 */
export class SignInFixture {
  readonly aws: LocalAws;
  readonly clock: TestClock;
  readonly broker: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly #sts: STSClient;

  constructor(aws: LocalAws, clock: TestClock) {
    this.aws = aws;
    this.clock = clock;
    const user = aws.identities.users.create({ userName: 'Broker' });
    user.policies.putInline('Allowed', BROKER_POLICY);
    const { accessKeyId, secretAccessKey } = user.accessKeys.create();
    this.broker = { accessKeyId, secretAccessKey };
    aws.identities.roles.create({
      roleName: 'Portal',
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: user.arn }, Action: 'sts:AssumeRole' },
      },
    });
    this.#sts = new STSClient({
      endpoint: aws.endpointUrl,
      region: 'us-east-1',
      credentials: this.broker,
    });
  }

  static async start(): Promise<SignInFixture> {
    const clock = new TestClock();
    return new SignInFixture(await startLocalAws({ clock }), clock);
  }

  async federatedUser(durationSeconds = 3600): Promise<Session> {
    const { Credentials } = await this.#sts.send(
      new GetFederationTokenCommand({
        Name: 'alice',
        DurationSeconds: durationSeconds,
        Policy: JSON.stringify(SESSION_POLICY),
      }),
    );
    return sessionFrom(Credentials);
  }

  async assumedRole(): Promise<Session> {
    const { Credentials } = await this.#sts.send(
      new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'alice' }),
    );
    return sessionFrom(Credentials);
  }

  url(parameters: Readonly<Record<string, string>>): string {
    return `${this.aws.endpointUrl}/federation?${new URLSearchParams(parameters)}`;
  }

  /** Does not follow redirects, because the console is not on this machine. */
  get(parameters: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(this.url(parameters), { redirect: 'manual' });
  }

  getSigninToken(session: Session, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.get({ Action: 'getSigninToken', Session: JSON.stringify(session), ...more });
  }

  async signinToken(session: Session, more?: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.getSigninToken(session, more);
    const { SigninToken } = (await answer.json()) as { SigninToken: string };
    return SigninToken;
  }
}

export function loginParameters(signinToken: string): Record<string, string> {
  return {
    Action: 'login',
    Issuer: 'https://portal.example.com/',
    Destination: CONSOLE_PAGE,
    SigninToken: signinToken,
  };
}

function sessionFrom(credentials: Credentials | undefined): Session {
  return {
    sessionId: credentials?.AccessKeyId,
    sessionKey: credentials?.SecretAccessKey,
    sessionToken: credentials?.SessionToken,
  };
}
