import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, startLoopbackServer } from '../../loopback-server.ts';
import { isObject, type JsonObject } from '../json-object.ts';
import type { CreatedResource } from '../resource-type.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const MAX_RESPONSE_BYTES = 4_096;
export const MAX_PHYSICAL_ID_BYTES = 1_024;
const PATH_BYTES = 16;

/** The function of a custom resource answered FAILED, or something that CloudFormation does not understand. */
export class CustomResourceFailure extends Error {
  /** The physical id in the answer FAILED. */
  readonly physicalId: string | undefined;

  constructor(message: string, physicalId?: string) {
    super(message);
    this.physicalId = physicalId;
  }
}

/** The response must repeat these values. */
export interface RequestIdentity {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

export interface PendingResponse {
  /** Stands for the presigned URL. It is secret and accepts one PUT. */
  readonly url: string;
  /** Rejects with CustomResourceFailure. */
  readonly answer: Promise<CreatedResource>;
  close(): Promise<void>;
}

/** Waits on loopback for the response of a function. */
export async function openResponse(identity: RequestIdentity): Promise<PendingResponse> {
  const path = `/${randomBytes(PATH_BYTES).toString('hex')}`;
  const { promise: answer, resolve, reject } = deferred<CreatedResource>();
  let used = false;

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, MAX_RESPONSE_BYTES);
    if (request.method !== 'PUT' || request.url !== path || used) {
      response.writeHead(403).end();
      return;
    }
    used = true;
    // The function must get its 200 first, because `close` cuts connections.
    response.writeHead(200).end(() => {
      try {
        resolve(parseResponse(body, identity));
      } catch (error) {
        reject(error);
      }
    });
  };
  const server = await startLoopbackServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  return { url: `http://${server.address}${path}`, answer, close: () => server.close() };
}

function parseResponse(body: Buffer | undefined, identity: RequestIdentity): CreatedResource {
  if (body === undefined) {
    throw new CustomResourceFailure(`The response is longer than ${MAX_RESPONSE_BYTES} bytes`);
  }
  const response = parseObject(body.toString('utf8'));
  const wrong = Object.entries(identity).find(([name, value]) => response[name] !== value);
  if (wrong) {
    throw new CustomResourceFailure(`The response has a different ${wrong[0]} than the request`);
  }
  const { Status: status, Reason: reason, PhysicalResourceId: physicalId } = response;
  if (status === 'FAILED') {
    throw new CustomResourceFailure(
      `The function answered FAILED: ${reason ?? 'no reason given'}`,
      typeof physicalId === 'string' ? physicalId : undefined,
    );
  }
  if (status !== 'SUCCESS') {
    throw new CustomResourceFailure('The response has neither Status SUCCESS nor FAILED');
  }
  if (
    typeof physicalId !== 'string' ||
    physicalId === '' ||
    Buffer.byteLength(physicalId) > MAX_PHYSICAL_ID_BYTES
  ) {
    throw new CustomResourceFailure(
      `The response's PhysicalResourceId must be a string of 1 to ${MAX_PHYSICAL_ID_BYTES} bytes`,
    );
  }
  return { physicalId, attributes: attributesOf(response.Data) };
}

function attributesOf(data: unknown): Record<string, string> {
  const entries = Object.entries(isObject(data) ? data : {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    throw new CustomResourceFailure('The response is not JSON');
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
