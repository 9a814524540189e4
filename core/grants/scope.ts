import { formatTarget, pathOf, type Target, targetParser } from '../aws/target.ts';
import type { Claims } from '../callers/claims.ts';
import { docs, schema, withRule } from '../json-schema.ts';
import { described, type Parser, parse, titled } from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';
import {
  claimsIn,
  fillTemplate,
  literalParts,
  templateFault,
  templateSchema,
} from './claim-template.ts';

/** A target whose path may contain `{claim}`, which stands for the value of a claim of the caller's token. */
export interface Scope {
  /** Its path contains each `{claim}` as written. */
  readonly template: Target;
  readonly claims: readonly string[];
}

const templateParser: Parser<Scope> = {
  read(value, context) {
    const template = targetParser.read(value, context);
    if (template === undefined) {
      return undefined;
    }
    const path = pathOf(template);
    const fault = templateFault(path);
    return fault === undefined
      ? { template, claims: claimsIn(path) }
      : context.addProblem(`${fault}, was ${show(value)}`);
  },
  schema: schema(() => withRule(targetParser.schema(), templateSchema())),
};

export const scopeParser: Parser<Scope> = titled(
  'Scope',
  described(
    templateParser,
    docs(
      's3://BUCKET/* (the whole bucket), s3://BUCKET/PREFIX/* (everything under a prefix) or s3://BUCKET/OBJECT-KEY (one ' +
        'object). A key or prefix has at most 1,024 bytes in UTF-8. {claim} stands for the value of a claim of the ' +
        "caller's token, at most once between two /.",
      {
        examples: ['s3://amzn-s3-demo-bucket/team-a/*', 's3://amzn-s3-demo-bucket/home/{sub}/*'],
      },
    ),
  ),
);

/** Formats the scope as in the grants file. */
export function formatScope({ template }: Scope): string {
  return formatTarget(template);
}

/**
 * Replaces each `{claim}` by its value. The result obeys every rule for targets.
 *
 * @returns undefined if a claim is missing or could leave its segment of the path
 */
export function fillScope(scope: Scope, claims: Claims): Target | undefined {
  if (scope.claims.length === 0) {
    return scope.template;
  }
  const path = fillTemplate(pathOf(scope.template), claims);
  if (path === undefined) {
    return undefined;
  }
  try {
    return parse(targetParser, formatTarget(withPath(scope.template, path)));
  } catch (error) {
    if (error instanceof InvalidInput) {
      return undefined;
    }
    throw error;
  }
}

/** The parts of the object key or prefix before, between and after its `{claim}`s. */
export function scopeParts({ template }: Scope): readonly string[] {
  return literalParts(pathOf(template));
}

/** Replaces every `{claim}` by the same text. */
export function targetWithClaimsAs(scope: Scope, text: string): Target {
  return withPath(scope.template, scopeParts(scope).join(text));
}

/** Whether the outer scope contains the inner one for all values of the claims. */
export function includesScope(outer: Scope, inner: Scope): boolean {
  if (outer.template.bucket !== inner.template.bucket) {
    return false;
  }
  const pattern = scopeParts(outer)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^/]+');
  // A prefix ends in / and an object's key does not, so no object contains a prefix.
  const end = outer.template.kind === 'object' ? '$' : '';
  return new RegExp(`^${pattern}${end}`).test(scopeParts(inner).join('{}'));
}

function withPath(target: Target, path: string): Target {
  return target.kind === 'object' ? { ...target, objectKey: path } : { ...target, prefix: path };
}
