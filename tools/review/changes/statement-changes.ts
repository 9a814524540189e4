import { groupBy } from '../../../core/group-by.ts';
import { code, type Markdown } from '../markdown.ts';
import type { PermissionStatement, StatementCondition } from '../policy-statements.ts';
import { conditionsInWords, inWords } from '../statement-words.ts';
import type { Change, Effect } from './change.ts';

/** Condition operators that match if one of the values matches. Each value can therefore be compared separately. */
const ONE_OF: ReadonlySet<string> = new Set(['StringEquals', 'StringLike']);

/**
 * Shows the policy statements that only one side has.
 *
 * @param derived the policy of the ceiling, if what it allows follows from the grants on both sides
 */
export function statementChanges(
  before: readonly PermissionStatement[],
  after: readonly PermissionStatement[],
  derived: string | undefined,
): readonly Change[] {
  const [old, current] = [atomsOf(before), atomsOf(after)];
  const describe = (
    atoms: readonly PermissionStatement[],
    verb: string,
    effectOf: (statement: PermissionStatement) => Effect,
    more = '',
  ) =>
    merged(atoms).map((statement) => ({
      // No Deny of the ceiling follows from the grants: a setting decides about it.
      effect:
        statement.policy === derived && statement.effect === 'Allow'
          ? ('derived' as const)
          : effectOf(statement),
      text: `${verb}: ${textOf(statement)}${more}`,
    }));
  const [added, gone] = [without(current, old), without(old, current)];
  const oldAtoms = [...old.values()];
  const isPart = (atom: PermissionStatement) => oldAtoms.some((outer) => includesAtom(outer, atom));
  return [
    ...describe(
      added.filter((atom) => !isPart(atom)),
      'new statement',
      ({ effect }) => (effect === 'Allow' ? 'wider' : 'narrower'),
    ),
    ...describe(
      added.filter(isPart),
      'new statement',
      () => 'none',
      '. Before, a wider statement had the same effect',
    ),
    ...describe(gone, 'the statement is gone', ({ effect }) =>
      effect === 'Allow' ? 'narrower' : 'wider',
    ),
  ];
}

/** Whether the statements differ only in their resource, and the outer resource ends in `*` and includes the inner resource. */
function includesAtom(outer: PermissionStatement, inner: PermissionStatement): boolean {
  const [[pattern = ''], [resource = '']] = [outer.resources, inner.resources];
  return (
    pattern.endsWith('*') &&
    resource.startsWith(pattern.slice(0, -1)) &&
    keyOf({ ...outer, resources: [] }) === keyOf({ ...inner, resources: [] })
  );
}

function textOf(statement: PermissionStatement): Markdown {
  const { principal, resources, actions, policy } = statement;
  const isRevocation =
    statement.effect === 'Deny' &&
    statement.conditions.some(({ key }) => key === 'aws:TokenIssueTime');
  return (
    `${code(principal)} ${inWords(statement)} on ${resources.map(code).join(', ')}, only if: ` +
    `${conditionsInWords(statement)} (${actions.map(code).join(', ')}; policy ${code(policy)})` +
    `${isRevocation ? '. **This is a revocation: without it, the sessions work until they expire**' : ''}`
  );
}

/** Splits the statements into one for each action, resource and condition value. The key of the map is the statement as text. */
function atomsOf(
  statements: readonly PermissionStatement[],
): ReadonlyMap<string, PermissionStatement> {
  const atoms = statements.flatMap((statement) =>
    combinations(statement.conditions).flatMap((conditions) =>
      statement.actions.flatMap((action) =>
        statement.resources.map((resource) => ({
          ...statement,
          actions: [action],
          resources: [resource],
          conditions,
        })),
      ),
    ),
  );
  return new Map(atoms.map((atom) => [keyOf(atom), atom]));
}

function combinations(
  conditions: readonly StatementCondition[],
): readonly (readonly StatementCondition[])[] {
  return conditions.reduce<readonly (readonly StatementCondition[])[]>(
    (lists, condition) =>
      lists.flatMap((list) =>
        (ONE_OF.has(condition.operator)
          ? condition.values.map((value) => [value])
          : [condition.values]
        ).map((values) => [...list, { ...condition, values }]),
      ),
    [[]],
  );
}

/** Joins statements that differ only in their actions, then statements that differ only in their resources. */
function merged(atoms: readonly PermissionStatement[]): readonly PermissionStatement[] {
  const byActions = joined(atoms, 'actions');
  return joined(byActions, 'resources');
}

function joined(
  statements: readonly PermissionStatement[],
  field: 'actions' | 'resources',
): readonly PermissionStatement[] {
  return [...groupBy(statements, (each) => keyOf({ ...each, [field]: [] })).values()].flatMap(
    (alike) => {
      const [first] = alike;
      return first === undefined
        ? []
        : [{ ...first, [field]: alike.flatMap((each) => [...each[field]]) }];
    },
  );
}

/** Omits the name of the policy, because renaming a policy changes no permission. */
function keyOf({ principal, effect, actions, resources, conditions }: PermissionStatement): string {
  return JSON.stringify([principal, effect, actions, resources, conditions]);
}

function without<T>(some: ReadonlyMap<string, T>, others: ReadonlyMap<string, T>): readonly T[] {
  return [...some].filter(([key]) => !others.has(key)).map(([, value]) => value);
}
