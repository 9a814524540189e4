import { AwsError } from '../aws-error.ts';

/** Seconds. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const FEDERATION_SECONDS = { min: 900, max: 129_600, default: 43_200 } as const;
/** Seconds. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const ASSUMED_ROLE_SECONDS = { min: 900, max: 43_200, default: 3600 } as const;
/** Characters of a federated user's name. Source as for its seconds. */
export const FEDERATED_USER_NAME = { min: 2, max: 32 } as const;
/** Characters of a role's session name. Source as for its seconds. */
export const ROLE_SESSION_NAME = { min: 2, max: 64 } as const;
/** Characters of a session policy, including white space. */
const SESSION_POLICY = { min: 1, max: 2048 } as const;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Throws ValidationError with the message of STS. */
export function checkPresent(member: string, value: string | undefined): string {
  if (value === undefined) {
    throw invalid(member, 'null', 'Member must not be null');
  }
  return value;
}

/** Throws ValidationError. */
export function checkName(member: string, given: string | undefined, range: Range): string {
  const value = checkPresent(member, given);
  checkLength(member, value, range);
  if (!/^[\w+=,.@-]*$/.test(value)) {
    throw invalid(
      member,
      `'${value}'`,
      'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    );
  }
  return value;
}

/** Throws ValidationError. The value is a string, as in the Query protocol. */
export function checkSeconds(
  value: string | undefined,
  range: Range & { readonly default: number },
): number {
  if (value === undefined) {
    return range.default;
  }
  const quoted = `'${value}'`;
  if (!/^-?\d+$/.test(value)) {
    throw invalid('durationSeconds', quoted, 'Member must be an integer');
  }
  const seconds = Number(value);
  if (seconds < range.min) {
    const constraint = `Member must have value greater than or equal to ${range.min}`;
    throw invalid('durationSeconds', quoted, constraint);
  }
  if (seconds > range.max) {
    const constraint = `Member must have value less than or equal to ${range.max}`;
    throw invalid('durationSeconds', quoted, constraint);
  }
  return seconds;
}

/** Throws ValidationError for a length or for characters that STS does not accept. Does not check the grammar. */
export function checkPolicyText(value: string): void {
  checkLength('policy', value, SESSION_POLICY);
  if (!/^[\t\n\r\u0020-\u00ff]+$/.test(value)) {
    throw invalid(
      'policy',
      `'${value}'`,
      'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
    );
  }
}

/** Throws ValidationError. */
export function checkLength(member: string, value: string, range: Range): void {
  if (value.length < range.min) {
    const constraint = `Member must have length greater than or equal to ${range.min}`;
    throw invalid(member, `'${value}'`, constraint);
  }
  if (value.length > range.max) {
    const constraint = `Member must have length less than or equal to ${range.max}`;
    throw invalid(member, `'${value}'`, constraint);
  }
}

/** @param value as the message shows it: a string in quotes, or `null` for a missing value */
export function invalid(member: string, value: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
