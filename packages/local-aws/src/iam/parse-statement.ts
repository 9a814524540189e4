import { AwsError } from '../aws-error.ts';
import { parseOperator } from './conditions.ts';
import { parsePrincipals } from './parse-principals.ts';
import type { Condition, PolicyDocument, PolicyKind, Statement } from './policy-document.ts';
import { hasValidVariables, splitArnPattern } from './policy-variables.ts';

type Version = PolicyDocument['version'];
type Input = Readonly<Record<string, unknown>>;

const ELEMENTS: ReadonlySet<string> = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
]);
const ACTION = /^(\*|\*:\*|[a-z0-9-]+:[\w*?]+)$/i;
const CONDITION_KEY = /^[a-z0-9-]+:\S.*$/i;

/** Throws MalformedPolicyDocument. */
export function parseStatement(input: Input, kind: PolicyKind, version: Version): Statement {
  const unknown = Object.keys(input).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) {
    throw malformed(`unknown element ${unknown}.`);
  }
  const { Effect: effect } = input;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw malformed(
      effect === undefined
        ? 'Missing required field Effect.'
        : `Effect is ${JSON.stringify(effect)}, not Allow or Deny.`,
    );
  }
  const actions = parsePatterns(input, 'Action');
  if (actions === undefined) {
    throw malformed('Policy statement must contain actions.');
  }
  const wrong = actions.patterns.find((pattern) => !ACTION.test(pattern));
  if (wrong !== undefined) {
    throw malformed(
      `Action ${wrong} must be * or service:Name, and the service cannot have wildcards.`,
    );
  }
  return {
    sid: parseSid(input.Sid, kind),
    effect,
    actions,
    resources: parseResources(input, kind, version),
    principals: parseStatementPrincipals(input, kind),
    conditions: parseConditions(input.Condition, version),
  };
}

/** IAM's own policies allow only letters and digits in a Sid. S3 bucket policies allow more. */
function parseSid(sid: unknown, kind: PolicyKind): string | undefined {
  if (sid === undefined) {
    return undefined;
  }
  if (typeof sid !== 'string' || (kind !== 'resource' && !/^[a-zA-Z0-9]*$/.test(sid))) {
    throw malformed('Statement IDs (SID) must be alpha-numeric.');
  }
  return sid;
}

/** Reads an element that has a `Not` form. Only one of the two may be present, with a string or a list of strings. */
function parsePatterns(input: Input, name: string): Statement['actions'] | undefined {
  const not = input[`Not${name}`] !== undefined;
  if (not && input[name] !== undefined) {
    throw malformed(`${name} and Not${name} cannot be used together.`);
  }
  const value = not ? input[`Not${name}`] : input[name];
  return value === undefined ? undefined : { not, patterns: parseStrings(value, name) };
}

function parseResources(input: Input, kind: PolicyKind, version: Version): Statement['resources'] {
  const resources = parsePatterns(input, 'Resource');
  if (kind === 'trust') {
    if (resources !== undefined) {
      throw malformed('Has prohibited field Resource.');
    }
    return undefined;
  }
  if (resources === undefined) {
    throw malformed('Policy statement must contain resources.');
  }
  for (const pattern of resources.patterns) {
    checkVariables(pattern, version);
    const parts = splitArnPattern(pattern, version);
    if (pattern !== '*' && parts?.[0] !== 'arn') {
      throw malformed(`Resource ${pattern} must be in ARN format or "*".`);
    }
    if (parts !== undefined && !/^[a-z0-9-]+$/.test(parts[2] ?? '')) {
      throw malformed(
        `Resource ${pattern}: the vendor must be fully qualified and cannot contain wildcards.`,
      );
    }
  }
  return resources;
}

function parseStatementPrincipals(input: Input, kind: PolicyKind): Statement['principals'] {
  const { Principal: principal, NotPrincipal: notPrincipal } = input;
  if (kind === 'identity' || kind === 'session') {
    if (principal !== undefined || notPrincipal !== undefined) {
      throw malformed('Has prohibited field Principal.');
    }
    return undefined;
  }
  if ((principal === undefined) === (notPrincipal === undefined)) {
    throw malformed('Missing required field Principal, or both Principal and NotPrincipal.');
  }
  if (notPrincipal === undefined) {
    return { not: false, entries: parsePrincipals(principal) };
  }
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  if (input.Effect === 'Allow') {
    throw malformed('NotPrincipal must be used with Effect Deny.');
  }
  return { not: true, entries: parsePrincipals(notPrincipal) };
}

function parseConditions(input: unknown, version: Version): readonly Condition[] {
  if (input === undefined) {
    return [];
  }
  return entriesOf(input, 'Condition').flatMap(([operator, keys]) => {
    const { test } = parseOperator(operator);
    return entriesOf(keys, operator).map(([key, value]) => {
      if (!CONDITION_KEY.test(key)) {
        throw malformed(`Condition key ${key} must be prefaced by a vendor, such as aws or s3.`);
      }
      const values = parseConditionValues(value, `${operator} ${key}`);
      const accepts = test === 'Null' ? isBoolean : test.accepts;
      const wrong = values.find((text) => !accepts(text));
      if (wrong !== undefined) {
        throw malformed(`${operator} cannot compare ${key} with "${wrong}".`);
      }
      for (const text of values) {
        checkVariables(text, version);
      }
      return { operator, key, values };
    });
  });
}

function isBoolean(text: string): boolean {
  return /^(true|false)$/i.test(text);
}

/** Policies may have numbers and booleans without quotes. */
function parseConditionValues(value: unknown, where: string): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((entry) =>
    typeof entry === 'number' || typeof entry === 'boolean' ? String(entry) : entry,
  );
  return parseStrings(texts, where);
}

function parseStrings(value: unknown, where: string): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((entry) => typeof entry === 'string')) {
    throw malformed(`${where} must be a string or a list of at least one string.`);
  }
  return list;
}

function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`${where} must be a JSON object.`);
  }
  return Object.entries(value);
}

function checkVariables(text: string, version: Version): void {
  if (version === '2012-10-17' && !hasValidVariables(text)) {
    throw malformed(`"${text}" has a policy variable that cannot be read.`);
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}
