import { object, oneOrMore } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import {
  checked,
  described,
  map,
  matching,
  optional,
  type Parsed,
  type Parser,
  string,
} from '../parser.ts';
import { LIST_ACTION, LOCATION_ACTION, OBJECT_ACTIONS } from '../policies/s3-resources.ts';
import { type ParseContext, show } from '../problems.ts';
import type { Allowance } from './own-policy.ts';
import { resourceParser, targetOf } from './own-policy-resource.ts';
import { patternText } from './policy-pattern.ts';
import { prefixConditionParser, VALUES_MAX } from './prefix-condition.ts';

const BUCKET_ACTIONS: readonly string[] = [LIST_ACTION, LOCATION_ACTION];

const ACTIONS: readonly string[] = [...BUCKET_ACTIONS, ...OBJECT_ACTIONS.READWRITE];

/** Names of actions are ASCII. Outside ASCII, `toLowerCase` also gives ASCII letters, such as `k` for the Kelvin sign (U+212A). */
const ASCII = /^[ -~]*$/;

/** IAM compares the names of actions without case. */
const actionParser: Parser<string> = {
  read(value, context) {
    const name = typeof value === 'string' && ASCII.test(value) ? value.toLowerCase() : undefined;
    return (
      ACTIONS.find((action) => action.toLowerCase() === name) ??
      context.addProblem(
        `must be spelled out, one of ${ACTIONS.join(', ')}, was ${show(value)}` +
          `${name?.startsWith('kms:') ? '; the broker adds the KMS actions that your grants need' : ''}`,
      )
    );
  },
  schema: schema(() => ({ type: 'string', examples: ACTIONS })),
};

/** @param escapes as in `PatternRules` */
function fieldsParser(escapes: boolean) {
  return object({
    Sid: optional(string),
    Effect: matching(
      /^Allow$/,
      'Allow (a session may do only what its policy allows, so leave out what it must not do)',
    ),
    Action: oneOrMore(actionParser, VALUES_MAX),
    Resource: oneOrMore(resourceParser(escapes), VALUES_MAX),
    Condition: described(
      optional(prefixConditionParser(escapes)),
      docs('The prefixes that requests to list keys may have.'),
    ),
  });
}

type Fields = Parsed<ReturnType<typeof fieldsParser>>;

/**
 * Reads one statement. Returns one allowance for each action and each resource that the action can have.
 *
 * @param escapes as in `PatternRules`
 */
export function statementParser(escapes: boolean): Parser<readonly Omit<Allowance, 'statement'>[]> {
  return map(checked(fieldsParser(escapes), checkCombination), allowancesOf);
}

function allowancesOf({ Action, Resource, Condition }: Fields) {
  return [...new Set(Action)].flatMap((action) =>
    Resource.flatMap(({ partition, bucket, keys }): readonly Omit<Allowance, 'statement'>[] => {
      if (BUCKET_ACTIONS.includes(action) !== (keys === undefined)) {
        return [];
      }
      if (keys !== undefined) {
        return [{ action, partition, target: targetOf(bucket, keys) }];
      }
      const whole = { kind: 'prefix', bucket, prefix: '' } as const;
      return (
        Condition?.map((prefixes) => ({
          action,
          partition,
          target: { ...whole, prefix: prefixes.literal },
          prefixPattern: patternText(prefixes),
        })) ?? [{ action, partition, target: whole }]
      );
    }),
  );
}

/** A combination that IAM would ignore is probably a mistake. */
function checkCombination({ Action, Resource, Condition }: Fields, context: ParseContext): void {
  const other = Action.find((action) => action !== LIST_ACTION);
  if (Condition !== undefined && other !== undefined) {
    context
      .field('Condition')
      .addProblem(`s3:prefix limits only ${LIST_ACTION}: give ${other} a statement of its own`);
  }
  const names = { bucket: 'arn:aws:s3:::BUCKET', objects: 'arn:aws:s3:::BUCKET/*' };
  for (const action of Action) {
    const ofBucket = BUCKET_ACTIONS.includes(action);
    if (!Resource.some(({ keys }) => (keys === undefined) === ofBucket)) {
      context
        .field('Resource')
        .addProblem(
          `${action} needs ${ofBucket ? `a bucket, ${names.bucket}` : `objects, ${names.objects}`}`,
        );
    }
  }
  for (const [index, { keys }] of Resource.entries()) {
    const ofBucket = keys === undefined;
    if (!Action.some((action) => BUCKET_ACTIONS.includes(action) === ofBucket)) {
      context
        .field('Resource')
        .item(index)
        .addProblem(
          ofBucket
            ? `no action of the statement is for a bucket (for its objects, write ${names.objects})`
            : `no action of the statement is for objects (for the bucket, write ${names.bucket})`,
        );
    }
  }
}
