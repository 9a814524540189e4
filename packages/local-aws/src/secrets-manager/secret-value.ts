import { AwsError } from '../aws-error.ts';
import { invalidParameter, type JsonParameters } from '../json-protocol.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_VALUE_BYTES = 65_536;

/** The value of a version: a string, or bytes in base64. */
export interface SecretValue {
  readonly kind: 'SecretString' | 'SecretBinary';
  readonly content: string;
}

/** @throws AwsError InvalidParameterException, InvalidRequestException */
export function readSecretValue(parameters: JsonParameters): SecretValue {
  const text = parameters.optionalString('SecretString');
  const binary = parameters.optionalString('SecretBinary');
  if (text !== undefined && binary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (text !== undefined) {
    assertSize(Buffer.byteLength(text, 'utf8'));
    return { kind: 'SecretString', content: text };
  }
  if (binary !== undefined) {
    assertSize(Buffer.byteLength(binary, 'base64'));
    return { kind: 'SecretBinary', content: binary };
  }
  throw new AwsError(
    'InvalidRequestException',
    'You must provide either SecretString or SecretBinary.',
  );
}

export function isSameValue(one: SecretValue, other: SecretValue): boolean {
  return one.kind === other.kind && one.content === other.content;
}

function assertSize(bytes: number): void {
  if (bytes === 0 || bytes > MAX_VALUE_BYTES) {
    throw invalidParameter(`A secret value must have 1 to ${MAX_VALUE_BYTES} bytes, not ${bytes}.`);
  }
}
