import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { Revocation } from '../../core/configuration/revocation.ts';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import {
  type ApiAnswer,
  type ApiCredentials,
  credentialsOf,
  signedFetch,
} from '../local/signed-fetch.ts';
import type { TrialAccount } from './account.ts';
import { CannotTry } from './aws-answers.ts';
import type { Caller } from './aws-call.ts';
import type { DeployedStack } from './trial-stack.ts';
import type { TrialToken } from './trial-token.ts';

/** A folder in a bucket. */
export interface Folder {
  readonly bucket: string;
  /** Ends with `/`, or is empty for the whole bucket. */
  readonly prefix: string;
}

export interface TrialProps {
  readonly account: TrialAccount;
  readonly stack: DeployedStack;
  /** The region and credentials with which the trial calls the broker's API for signed requests. */
  readonly caller: Caller;
  /** A folder that the caller may read. Undefined if no grant lets the caller read a folder. */
  readonly folder: Folder | undefined;
  readonly token?: TrialToken;
  /** The ARN of a KMS key that encrypts objects. */
  readonly kmsKey?: string;
  /** Deploys the stack with these revocations. Absent for a stack that the trial did not create. */
  readonly revoke?: (revocations: readonly Revocation[]) => Promise<void>;
}

/** A deployed broker, with the clients and values that claims need. */
export class Trial {
  readonly account: TrialAccount;
  readonly stack: DeployedStack;
  readonly caller: Caller;
  readonly token: TrialToken | undefined;
  readonly kmsKey: string | undefined;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly secretsManager: SecretsManagerClient;
  readonly #props: TrialProps;
  #session: Promise<TokenResponse> | undefined;

  constructor(props: TrialProps) {
    this.#props = props;
    this.account = props.account;
    this.stack = props.stack;
    this.caller = props.caller;
    this.token = props.token;
    this.kmsKey = props.kmsKey;
    this.iam = new IAMClient(props.account);
    this.s3 = new S3Client(props.account);
    this.secretsManager = new SecretsManagerClient(props.account);
  }

  /** @throws CannotTry if the caller has no grant to read a folder */
  get folder(): Folder {
    const { folder } = this.#props;
    if (folder === undefined) {
      throw new CannotTry('no grant lets the caller read a folder');
    }
    return folder;
  }

  /** @throws CannotTry for an output that the stack does not have */
  output(name: string): string {
    const value = this.stack.outputs.get(name);
    if (value === undefined) {
      throw new CannotTry(`the stack has no output ${name}`);
    }
    return value;
  }

  /** Sends a signed request to the broker's API. Sends a POST request if there is a body, otherwise a GET request. */
  async call(pathAndQuery: string, body?: object): Promise<ApiAnswer> {
    return signedFetch(
      `${this.output('IamApiUrl')}${pathAndQuery}`,
      await this.caller.credentials(),
      this.account.region,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );
  }

  /** Requests credentials from the broker. */
  requestSession({ bucket, prefix }: Folder, more: object = {}): Promise<ApiAnswer> {
    const target = `s3://${bucket}/${prefix}*`;
    return this.call('/federation-tokens', { Target: target, Permission: 'READ', ...more });
  }

  /** @throws Error with the broker's response if the broker issues no credentials */
  async issue(folder: Folder, more: object = {}): Promise<TokenResponse> {
    const { status, body } = await this.requestSession(folder, more);
    if (status !== 200) {
      throw new Error(`The broker answered ${answerText({ status, body })}`);
    }
    return body as TokenResponse;
  }

  /** The session that most claims share. The first call issues the session. */
  session(): Promise<TokenResponse> {
    this.#session ??= this.issue(this.folder);
    return this.#session;
  }

  /** @throws CannotTry if no earlier claim issued the shared session */
  async earlierSession(): Promise<TokenResponse> {
    if (this.#session === undefined) {
      throw new CannotTry('no session was issued');
    }
    return this.#session;
  }

  /** AWS SDK clients that use issued credentials. */
  async sessionClients(token?: TokenResponse): Promise<{ s3: S3Client; sts: STSClient }> {
    const credentials: ApiCredentials = credentialsOf(token ?? (await this.session()));
    const settings = { region: this.account.region, credentials };
    return {
      s3: new S3Client({ ...settings, followRegionRedirects: true }),
      sts: new STSClient(settings),
    };
  }

  /** @throws Error for a stack that the trial did not create */
  async revoke(revocations: readonly Revocation[]): Promise<void> {
    const { revoke } = this.#props;
    if (revoke === undefined) {
      throw new Error('The trial changes only the stack that it created');
    }
    await revoke(revocations);
  }
}

/** The status and error code in a response of the broker. */
export function answerText({ status, body }: { status: number; body: unknown }): string {
  const { Code, Message, message } = { ...Object(body) };
  return [status, Code, Message ?? message].filter((part) => part !== undefined).join(' ');
}
