import { AwsError } from '../../src/aws-error.ts';
import type { AuthorizationRequest, Authorizer } from '../../src/iam/authorizer.ts';
import type { Principal } from '../../src/iam/principal.ts';
import { Kms } from '../../src/kms/kms.ts';
import type { Invocation, InvocationCaller } from '../../src/lambda/invoker.ts';
import { SecretsManagerService } from '../../src/secrets-manager/secrets-manager-service.ts';

export const account = { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' };
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate';

export const user: Principal = {
  kind: 'user',
  accountId: account.accountId,
  userName: 'Ana',
  arn: `arn:aws:iam::${account.accountId}:user/Ana`,
  userId: 'AIDAEXAMPLE',
  accessKeyId: 'AKIAEXAMPLE',
};

export interface InvokedWith {
  readonly functionArn: string;
  readonly payload: RotationEvent;
  readonly caller: InvocationCaller;
}

export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A Secrets Manager with a settable clock, an authorizer that records its requests, and a function that the test
 * writes.
 */
export class SecretsManagerFixture {
  now = new Date('2026-11-21T12:00:00Z');
  readonly asked: AuthorizationRequest[] = [];
  readonly denied = new Set<string>();
  readonly invoked: InvokedWith[] = [];
  rotate: (event: RotationEvent) => Promise<Invocation> = async () => ({ payload: null });

  readonly #authorizer: Authorizer = {
    authorize: (request) => {
      this.asked.push(request);
      if (this.denied.has(request.action)) {
        throw new AwsError('AccessDenied', `no ${request.action} on ${request.resource}`, 403);
      }
    },
  };

  readonly kms = new Kms(account, this.#authorizer);

  readonly service = new SecretsManagerService({
    account,
    clock: { now: () => this.now },
    authorizer: this.#authorizer,
    kms: this.kms,
    functions: {
      invoke: async (functionArn, payload, caller) => {
        const event = payload as RotationEvent;
        this.invoked.push({ functionArn, payload: event, caller });
        return this.rotate(event);
      },
    },
  });

  /** Calls an action as the endpoint does. Errors are written as the service does. */
  async call(action: string, parameters: unknown): Promise<Answer> {
    const request = {
      requestId: 'request-1',
      method: 'POST',
      rawPath: '/',
      rawQuery: '',
      headers: { 'x-amz-target': `secretsmanager.${action}` },
      body: Buffer.from(JSON.stringify(parameters)),
      principal: user,
      sourceIp: '127.0.0.1',
    };
    try {
      const { status, body } = await this.service.handle(request);
      return { status, body: JSON.parse(body.toString()) };
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      const { status, body } = this.service.renderError(error, request);
      return { status, body: JSON.parse(body.toString()) };
    }
  }

  /** Returns the body of a call that must succeed. */
  async ok(action: string, parameters: unknown): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.call(action, parameters);
    expect(body).not.toHaveProperty('__type');
    expect(status).toBe(200);
    return body;
  }

  /** Returns the code of a call that must fail. */
  async codeOf(action: string, parameters: unknown): Promise<unknown> {
    const { body } = await this.call(action, parameters);
    return body.__type;
  }

  /** Rotates as AWS's template of a rotation function does, with a value made from the token. */
  async rotateProperly({ Step, SecretId, ClientRequestToken }: RotationEvent): Promise<Invocation> {
    if (Step === 'createSecret') {
      await this.ok('PutSecretValue', {
        SecretId,
        ClientRequestToken,
        SecretString: `value of ${ClientRequestToken}`,
        VersionStages: ['AWSPENDING'],
      });
    }
    if (Step === 'finishSecret') {
      await this.ok('UpdateSecretVersionStage', {
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: (await this.holders(SecretId)).AWSCURRENT,
      });
    }
    return { payload: null };
  }

  /** Label → version id. */
  async holders(SecretId: string): Promise<Record<string, string>> {
    const { VersionIdsToStages } = await this.ok('DescribeSecret', { SecretId });
    const holders: Record<string, string> = {};
    for (const [id, labels] of Object.entries(VersionIdsToStages as Record<string, string[]>)) {
      for (const label of labels) {
        holders[label] = id;
      }
    }
    return holders;
  }
}

/** Returns a valid version id. The letter distinguishes it from others. */
export function versionId(letter: string): string {
  return letter.repeat(32);
}
