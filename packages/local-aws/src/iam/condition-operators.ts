import { BlockList, isIP } from 'node:net';
import { matchesArn } from './arn-match.ts';
import { expandVariables, type VariableScope } from './policy-variables.ts';
import { literalTokens, matchesTokens } from './wildcard.ts';

/**
 * Source of all operators:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export interface ConditionTest {
  readonly negated: boolean;
  /** Returns false for a value that a policy cannot use with this operator, such as a number that cannot be read. */
  accepts(policyValue: string): boolean;
  /** Compares the values as the positive operator does, also for its negated form. */
  matches(requestValue: string, policyValue: string, scope: VariableScope): boolean;
}

export const CONDITION_TESTS: ReadonlyMap<string, ConditionTest> = new Map([
  ...pair(
    'StringEquals',
    'StringNotEquals',
    text((actual) => actual),
  ),
  ...pair(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    text((actual) => actual.toLowerCase()),
  ),
  ...pair('StringLike', 'StringNotLike', {
    accepts: () => true,
    matches: (actual, expected, scope) => {
      const tokens = expandVariables(expected, scope);
      return tokens !== undefined && matchesTokens(tokens, actual);
    },
  }),
  // AWS documents that the Equals and the Like forms of the ARN operators behave alike.
  ...pair('ArnEquals', 'ArnNotEquals', { accepts: () => true, matches: matchesArnValue }),
  ...pair('ArnLike', 'ArnNotLike', { accepts: () => true, matches: matchesArnValue }),
  ...ordered('Numeric', parseNumber),
  ...ordered('Date', parseDate),
  positive('Bool', {
    accepts: (expected) => /^(true|false)$/i.test(expected),
    matches: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  }),
  ...pair('IpAddress', 'NotIpAddress', {
    accepts: (expected) => parseAddressRange(expected) !== undefined,
    matches: (actual, expected) => {
      const range = parseAddressRange(expected);
      // BlockList matches an IPv4-mapped IPv6 address with its IPv4 address. In AWS, an IPv4 address is in no IPv6
      // range.
      return (
        range !== undefined &&
        isIP(actual) === isIP(range.address) &&
        range.addresses.check(actual, addressFamily(actual))
      );
    },
  }),
]);

type PositiveTest = Omit<ConditionTest, 'negated'>;
type NamedTest = [name: string, test: ConditionTest];

function positive(name: string, test: PositiveTest): NamedTest {
  return [name, { ...test, negated: false }];
}

function pair(name: string, negatedName: string, test: PositiveTest): NamedTest[] {
  return [positive(name, test), [negatedName, { ...test, negated: true }]];
}

/** For the Equals operators, `*` and `?` are ordinary characters. */
function text(fold: (text: string) => string): PositiveTest {
  return {
    accepts: () => true,
    matches: (actual, expected, scope) => {
      const tokens = expandVariables(expected, scope, literalTokens);
      const folded = tokens?.map((token) =>
        'character' in token ? { character: fold(token.character) } : token,
      );
      return folded !== undefined && matchesTokens(folded, fold(actual));
    },
  };
}

function matchesArnValue(actual: string, expected: string, scope: VariableScope): boolean {
  return matchesArn(expected, actual, scope);
}

function ordered(prefix: string, parse: (value: string) => number): NamedTest[] {
  const compare = (holds: (actual: number, expected: number) => boolean): PositiveTest => ({
    accepts: (expected) => !Number.isNaN(parse(expected)),
    // A request value that cannot be read becomes NaN, and every comparison with NaN is false.
    matches: (actual, expected) => holds(parse(actual), parse(expected)),
  });
  return [
    ...pair(
      `${prefix}Equals`,
      `${prefix}NotEquals`,
      compare((actual, expected) => actual === expected),
    ),
    positive(
      `${prefix}LessThan`,
      compare((actual, expected) => actual < expected),
    ),
    positive(
      `${prefix}LessThanEquals`,
      compare((actual, expected) => actual <= expected),
    ),
    positive(
      `${prefix}GreaterThan`,
      compare((actual, expected) => actual > expected),
    ),
    positive(
      `${prefix}GreaterThanEquals`,
      compare((actual, expected) => actual >= expected),
    ),
  ];
}

function parseNumber(value: string): number {
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

/** ISO 8601 in the W3C profile (https://www.w3.org/TR/NOTE-datetime), or seconds since 1970. */
function parseDate(value: string): number {
  if (/^\d{5,}$/.test(value)) {
    return Number(value) * 1000;
  }
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
}

interface AddressRange {
  /** As in the policy or the request. */
  readonly address: string;
  readonly addresses: BlockList;
}

function parseAddressRange(value: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = value.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : parseNumber(prefix);
  if (isIP(address) === 0 || rest.length > 0 || !(length >= 0 && length <= bits)) {
    return undefined;
  }
  const addresses = new BlockList();
  addresses.addSubnet(address, length, addressFamily(address));
  return { address, addresses };
}

function addressFamily(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
