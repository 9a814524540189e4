import { AwsError } from '../aws-error.ts';
import { parseStatement } from './parse-statement.ts';
import type { PolicyDocument, PolicyKind, Statement } from './policy-document.ts';

const ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
/** Tab, LF, CR and U+0020 to U+00FF. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
const POLICY_CHARACTERS = /^[\t\n\r\u0020-\u00ff]*$/;

/**
 * Parses a policy that is given as a JSON string or as an object.
 * Throws AwsError MalformedPolicyDocument that names the statement and the fault.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(input: unknown, kind: PolicyKind): PolicyDocument {
  const document = typeof input === 'string' ? parseJson(input) : input;
  if (!isRecord(document)) {
    throw malformed('Syntax errors in policy: a policy must be a JSON object.');
  }
  if (kind !== 'resource' && !POLICY_CHARACTERS.test(JSON.stringify(document))) {
    throw malformed('The policy has characters outside tab, LF, CR and U+0020 to U+00FF.');
  }
  const unknown = Object.keys(document).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) {
    throw malformed(`Syntax errors in policy: unknown element ${unknown}.`);
  }
  if (document.Id !== undefined && typeof document.Id !== 'string') {
    throw malformed('Syntax errors in policy: Id must be a string.');
  }
  const version = parseVersion(document.Version);
  return { version, statements: parseStatements(document.Statement, kind, version) };
}

/** Counts characters without white space, as IAM does. */
export function policySize(input: unknown): number {
  const text = typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
  return text.replace(/\s/g, '').length;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(
      `Syntax errors in policy: ${error instanceof Error ? error.message : 'not JSON'}.`,
    );
  }
}

function parseVersion(version: unknown): PolicyDocument['version'] {
  if (version === undefined) {
    return '2008-10-17';
  }
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed(
      `Syntax errors in policy: Version is ${JSON.stringify(version)}, not 2012-10-17 or 2008-10-17.`,
    );
  }
  return version;
}

function parseStatements(
  input: unknown,
  kind: PolicyKind,
  version: PolicyDocument['version'],
): readonly Statement[] {
  const list = Array.isArray(input) ? input : [input];
  if (input === undefined || list.length === 0) {
    throw malformed('Syntax errors in policy: Statement is missing or empty.');
  }
  const statements = list.map((entry: unknown, i) => {
    try {
      if (!isRecord(entry)) {
        throw malformed('a statement must be a JSON object.');
      }
      return parseStatement(entry, kind, version);
    } catch (error) {
      throw error instanceof AwsError
        ? new AwsError(error.code, `Statement ${i + 1}: ${error.message}`, error.status)
        : error;
    }
  });
  const sids = statements.flatMap((statement) => statement.sid ?? []);
  if (new Set(sids).size < sids.length) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
  }
  return statements;
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
