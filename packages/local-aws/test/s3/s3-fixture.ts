import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AwsError } from '../../src/aws-error.ts';
import type { AuthorizationRequest, Authorizer } from '../../src/iam/authorizer.ts';
import type { Principal } from '../../src/iam/principal.ts';
import { Kms } from '../../src/kms/kms.ts';
import { S3Service } from '../../src/s3/s3-service.ts';
import type { ServiceResponse, StreamedResponse } from '../../src/service.ts';

export const account = { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' };
export const NOW = new Date('2026-11-21T12:00:00.250Z');

const user: Principal = {
  kind: 'user',
  accountId: account.accountId,
  userName: 'Ana',
  arn: `arn:aws:iam::${account.accountId}:user/Ana`,
  userId: 'AIDAEXAMPLE',
  accessKeyId: 'AKIAEXAMPLE',
};

export interface Message {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly principal?: Principal;
}

/** An S3 service with an authorizer that records its requests and denies the named actions and resources. */
export class S3Fixture {
  readonly asked: AuthorizationRequest[] = [];
  readonly denied = new Set<string>();
  readonly deniedResources = new Set<string>();
  readonly #authorizer: Authorizer = {
    authorize: (request) => {
      this.asked.push(request);
      if (this.denied.has(request.action) || this.deniedResources.has(request.resource)) {
        throw new AwsError('AccessDenied', `no ${request.action} on ${request.resource}`, 403);
      }
    },
  };
  readonly kms = new Kms(account, this.#authorizer);
  readonly service: S3Service;

  /** @param stateDirectory by default, the system's folder for temporary files */
  constructor(stateDirectory?: string) {
    this.service = new S3Service({
      account,
      clock: { now: () => NOW },
      authorizer: this.#authorizer,
      kms: this.kms,
      stateDirectory,
    });
  }

  /** Sends a request as the endpoint does. Errors are written as S3 does. */
  async send(method: string, url: string, message: Message = {}): Promise<ServiceResponse> {
    const [rawPath = '', rawQuery = ''] = url.split('?');
    const request = {
      requestId: 'request-1',
      method,
      rawPath,
      rawQuery,
      headers: message.headers ?? {},
      body: Object.assign(Readable.from(piecesOf(message.body ?? '')), { trailers: {} }),
      principal: message.principal ?? user,
      sourceIp: '127.0.0.1',
    };
    try {
      return await readWhole(await this.service.handle(request));
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      return this.service.renderError(error, request);
    }
  }

  /** Returns the escaped contents of every element of that name in an answer. */
  async texts(url: string, element: string): Promise<string[]> {
    const { body } = await this.send('GET', url);
    return textsOf(body, element);
  }
}

/** A body arrives in several pieces. */
function piecesOf(body: Buffer | string): Buffer[] {
  const bytes = Buffer.from(body);
  const middle = Math.floor(bytes.length / 2);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}

async function readWhole(response: StreamedResponse): Promise<ServiceResponse> {
  const { body } = response;
  return { ...response, body: body instanceof Readable ? await buffer(body) : body };
}

export function textsOf(body: string | Buffer, element: string): string[] {
  const pattern = new RegExp(`<${element}>([^<]*)</${element}>`, 'g');
  return [...body.toString().matchAll(pattern)].map(([, text]) => text ?? '');
}
