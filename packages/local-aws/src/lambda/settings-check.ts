import { AwsError } from '../aws-error.ts';
import { reservedNames } from './environment-variables.ts';
import type { FunctionSettings } from './function-settings.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const TIMEOUT_SECONDS = { name: 'timeout', least: 1, most: 900 };
const MEMORY_MB = { name: 'memorySize', least: 128, most: 10_240 };

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ACCOUNT_CONCURRENCY = 1_000;
/**
 * Reservations must leave this concurrency to all other functions:
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
 */
const UNRESERVED_CONCURRENCY = 100;
const RESERVED_CONCURRENCY = {
  name: 'reservedConcurrentExecutions',
  least: 0,
  most: ACCOUNT_CONCURRENCY - UNRESERVED_CONCURRENCY,
};

/** Throws AwsError InvalidParameterValueException. */
export function checkSettings(settings: FunctionSettings): void {
  const { timeoutSeconds, memorySizeMb, reservedConcurrency, variables } = settings;
  checkRange(timeoutSeconds, TIMEOUT_SECONDS);
  checkRange(memorySizeMb, MEMORY_MB);
  checkRange(reservedConcurrency ?? 0, RESERVED_CONCURRENCY);
  const reserved = reservedNames(variables);
  if (reserved.length > 0) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Reserved environment variables are not supported: ${reserved.join(', ')}`,
    );
  }
}

function checkRange(value: number, { name, least, most }: typeof TIMEOUT_SECONDS): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Value '${value}' at '${name}' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
    );
  }
}
