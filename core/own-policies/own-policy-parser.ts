import { object, oneOrMore } from '../compound-parser.ts';
import { ACCESSES_MAX } from '../grants/session-match.ts';
import { docs, schema } from '../json-schema.ts';
import { described, oneOf, optional, type Parser, string, titled } from '../parser.ts';
import { LOCATION_ACTION } from '../policies/s3-resources.ts';
import { InvalidInput, type ParseContext } from '../problems.ts';
import { parseStrictJson } from '../strict-json.ts';
import { type Allowance, accessesOf, type OwnPolicy } from './own-policy.ts';
import { VALUES_MAX } from './prefix-condition.ts';
import { statementParser } from './statement-parser.ts';

const VERSION_WITH_ESCAPES = '2012-10-17';

/** IAM reads a policy without a version as 2008-10-17. */
const versionParser = optional(oneOf(['2008-10-17', VERSION_WITH_ESCAPES]));

function documentParser(escapes: boolean) {
  return object({
    Version: versionParser,
    Id: optional(string),
    Statement: oneOrMore(statementParser(escapes), VALUES_MAX),
  });
}

const withEscapes = documentParser(true);
const withoutEscapes = documentParser(false);

/** A policy as JSON, or as a text of JSON. */
export const ownPolicyParser: Parser<OwnPolicy> = titled(
  'Own policy',
  described(
    {
      read(value, context) {
        const document = typeof value === 'string' ? parsedText(value, context) : value;
        return document === undefined ? undefined : readDocument(document, context);
      },
      schema: schema(() => ({ anyOf: [{ type: 'string' }, withEscapes.schema()] })),
    },
    docs(
      'A policy that says what the session may do, as an object or as a text. The answer says how the broker has read it. Each ' +
        'statement must lie inside your grants.',
    ),
  ),
);

function parsedText(text: string, context: ParseContext): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof InvalidInput) {
      return context.addProblem(error.message);
    }
    throw error;
  }
}

function readDocument(document: unknown, context: ParseContext): OwnPolicy | undefined {
  const parser = versionOf(document) === VERSION_WITH_ESCAPES ? withEscapes : withoutEscapes;
  const policy = parser
    .read(document, context)
    ?.Statement.flatMap((allowances, statement) =>
      allowances.map((allowance): Allowance => ({ statement, ...allowance })),
    );
  if (policy !== undefined) {
    checkLocations(policy, context);
    checkSize(policy, context);
  }
  return policy;
}

function versionOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'Version' in document
    ? document.Version
    : undefined;
}

/** A session may ask for the location of the buckets in which it may do something else. */
function checkLocations(policy: OwnPolicy, context: ParseContext): void {
  const used = new Set(
    policy.filter(({ action }) => action !== LOCATION_ACTION).map(({ target }) => target.bucket),
  );
  for (const { statement, target } of policy) {
    if (!used.has(target.bucket)) {
      context
        .field('Statement')
        .item(statement)
        .addProblem(`${LOCATION_ACTION} is possible only with another action in ${target.bucket}`);
    }
  }
}

function checkSize(policy: OwnPolicy, context: ParseContext): void {
  const accesses = accessesOf(policy);
  if (accesses.length > ACCESSES_MAX) {
    context.addProblem(
      `must need at most ${ACCESSES_MAX} accesses, needed ${accesses.length}: ` +
        'name fewer or wider resources and prefixes',
    );
  }
}
