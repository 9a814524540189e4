import { AwsError } from './aws-error.ts';
import type { ServiceRequest, ServiceResponse } from './service.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * The endpoint reports a wrong signature or a missing permission with the codes of S3 and STS. JSON services use other
 * codes, all with status 400.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 */
const COMMON_ERROR_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  ExpiredToken: 'ExpiredTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
};

const COMMON_ERROR_STATUS = 400;

/** One action of a JSON 1.1 service. It takes the parameters and returns the body of the answer. */
export type JsonAction = (
  parameters: JsonParameters,
  request: ServiceRequest,
) => Record<string, unknown>;

/**
 * Runs the action that `x-amz-target` names and answers with its result.
 *
 * @throws AwsError UnknownOperationException for an action that is not in the table, SerializationException for a body
 * that is not a JSON object, and all errors of the action
 */
export function runJsonAction(
  request: ServiceRequest,
  targetPrefix: string,
  actions: ReadonlyMap<string, JsonAction>,
): ServiceResponse {
  const target = request.headers['x-amz-target'] ?? '';
  const action = target.startsWith(`${targetPrefix}.`)
    ? actions.get(target.slice(targetPrefix.length + 1))
    : undefined;
  if (request.method !== 'POST' || action === undefined) {
    throw new AwsError(
      'UnknownOperationException',
      `The local AWS does not support ${request.method} with the x-amz-target "${target}".`,
    );
  }
  return {
    status: 200,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': request.requestId },
    body: JSON.stringify(action(new JsonParameters(request.body), request)),
  };
}

/** Writes an error as JSON 1.1 services do. */
export function renderJsonError(
  error: AwsError,
  request: { readonly requestId: string },
): ServiceResponse {
  const commonCode = COMMON_ERROR_CODES[error.code];
  return {
    status: commonCode === undefined ? error.status : COMMON_ERROR_STATUS,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': request.requestId },
    body: JSON.stringify({
      ...error.fields,
      __type: commonCode ?? error.code,
      message: error.message,
    }),
  };
}

/** JSON 1.1 writes a time as seconds since 1970. */
export function epochSeconds(time: Date): number {
  return time.getTime() / 1000;
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** The parameters of a request, read by name and type. Errors name the parameter and never show its value. */
export class JsonParameters {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(body: Buffer) {
    this.#values = parseObject(body);
  }

  /** Refuses parameters that AWS may know but this service does not support. */
  allowOnly(names: readonly string[]): void {
    for (const name of this.#values.keys()) {
      if (!names.includes(name)) {
        throw invalidParameter(`The local AWS does not support the parameter ${name} here.`);
      }
    }
  }

  string(name: string): string {
    return required(name, this.optionalString(name));
  }

  optionalString(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value !== undefined && typeof value !== 'string') {
      throw invalidParameter(`${name} must be a string.`);
    }
    return value;
  }

  integer(name: string, minimum: number, maximum: number): number {
    return required(name, this.optionalInteger(name, minimum, maximum));
  }

  optionalInteger(name: string, minimum: number, maximum: number): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined) {
      return undefined;
    }
    if (
      typeof value !== 'number' ||
      !Number.isInteger(value) ||
      value < minimum ||
      value > maximum
    ) {
      throw invalidParameter(`${name} must be an integer from ${minimum} to ${maximum}.`);
    }
    return value;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#values.get(name);
    if (value !== undefined && typeof value !== 'boolean') {
      throw invalidParameter(`${name} must be true or false.`);
    }
    return value;
  }

  optionalStrings(name: string): readonly string[] | undefined {
    const value = this.#values.get(name);
    if (value === undefined) {
      return undefined;
    }
    if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string')) {
      throw invalidParameter(`${name} must be a list of strings.`);
    }
    return value;
  }

  objects(name: string): readonly Readonly<Record<string, unknown>>[] {
    const value = required(name, this.#values.get(name));
    if (!Array.isArray(value) || !value.every(isObject)) {
      throw invalidParameter(`${name} must be a list of objects.`);
    }
    return value;
  }
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) {
    throw invalidParameter(`You must provide ${name}.`);
  }
  return value;
}

function parseObject(body: Buffer): ReadonlyMap<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    parsed = undefined;
  }
  if (!isObject(parsed)) {
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  }
  // Some clients write null for an absent parameter.
  return new Map(Object.entries(parsed).filter(([, value]) => value !== null));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
