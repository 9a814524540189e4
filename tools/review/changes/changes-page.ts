import { jwtAuthenticationsIn } from '../../../core/configuration/authentication.ts';
import { outcomeOf } from '../../../core/configuration/grant-case-parser.ts';
import { referencedId } from '../../assembly/readable-value.ts';
import { lineDiff } from '../line-diff.ts';
import { type Markdown, prose } from '../markdown.ts';
import { type ReviewSources, reviewed, reviewPage } from '../page.ts';
import { authenticationChanges } from './authentication-changes.ts';
import { caseChanges, requestKey, withNewIds } from './case-changes.ts';
import type { Change, Effect } from './change.ts';
import { grantChanges, pairsOf } from './grant-changes.ts';
import { netChanges } from './net-changes.ts';
import { cdkChanges, settingChanges } from './setting-changes.ts';
import { statementChanges } from './statement-changes.ts';

const SECTIONS: readonly {
  readonly effect: Effect;
  readonly heading: Markdown;
  readonly note: Markdown;
}[] = [
  {
    effect: 'wider',
    heading: 'More access, or a weaker safeguard',
    note: 'Approve each of these, or refuse the change.',
  },
  {
    effect: 'other',
    heading: 'Different, and perhaps more',
    note: 'The tool cannot tell whether these give more or less. Look at both sides.',
  },
  {
    effect: 'narrower',
    heading: 'Less access, or a stronger safeguard',
    note: 'Make sure that nobody needs the access that is removed.',
  },
  {
    effect: 'derived',
    heading: 'The ceiling',
    note: 'The ceiling is the most that the broker can give. It follows from the grants, so these lines follow from the changes above.',
  },
  {
    effect: 'setting',
    heading: 'Operation',
    note: 'These settings protect no less than before.',
  },
  { effect: 'none', heading: 'No effect on access', note: 'Listed for completeness.' },
];

/**
 * A page in Markdown that shows who gains and who loses access. The end of the page shows all lines that differ, so that
 * changes that the tool cannot describe are visible too.
 *
 * @param against the name of the old side, for the page
 */
export function changesPage(
  before: ReviewSources,
  after: ReviewSources,
  against: Markdown,
): string {
  const changes = changesBetween(before, after);
  const difference = lineDiff(reviewPage(arrangedLike(before, after)), reviewPage(after));
  const net = netChanges(grantsOf(before), grantsOf(after));
  return `${[
    `# What changes in ${prose(after.metadata.name)}`,
    `Compared with ${against}. Changes of the functions' code and of dependencies are not shown.`,
    summary(changes, difference),
    ...(net === undefined
      ? []
      : [
          '## Total access',
          'The access that all grants together give to each caller in each place, before and now. The table ignores audiences, scopes and settings.',
          net,
        ]),
    ...SECTIONS.flatMap(({ effect, heading, note }) => {
      const items = changes.filter((change) => change.effect === effect);
      return items.length === 0
        ? []
        : [`## ${heading}`, note, items.map(({ text }) => `- ${text}`).join('\n')];
    }),
    ...(difference === ''
      ? []
      : [
          '## All lines of the page that change',
          '`-` marks a removed line, and `+` an added line. Grants and test cases that only moved are not shown, and neither are new ' +
            'names of grants. A new row of "Who reaches each folder" repeats a grant for a folder. It gives nothing by itself.',
          `\`\`\`\`diff\n${difference}\n\`\`\`\``,
        ]),
  ].join('\n\n')}\n`;
}

function summary(changes: readonly Change[], difference: string): Markdown {
  const count = (effect: Effect) => changes.filter((change) => change.effect === effect).length;
  if (changes.length === 0) {
    return difference === ''
      ? '**Nothing changes**, except perhaps the order of grants and test cases.'
      : '**The review page changes in ways that this tool cannot describe.** Read the changed lines below.';
  }
  return (
    `**More access or weaker: ${count('wider')}. Different: ${count('other')}. ` +
    `Less access or stronger: ${count('narrower')}. Operation: ${count('setting')}.**`
  );
}

export function changesBetween(before: ReviewSources, after: ReviewSources): readonly Change[] {
  const [old, current] = [reviewed(before), reviewed(after)];
  const isDerived = [before, after].every(({ metadata }) => metadata.ceiling === undefined);
  return [
    ...authenticationChanges(
      before.metadata.authentication,
      after.metadata.authentication,
      after.grants,
    ),
    ...grantChanges(grantsOf(before), grantsOf(after)),
    ...caseChanges(casesOf(before), casesOf(after), newIdsOf(before, after)),
    ...statementChanges(
      old.statements,
      current.statements,
      isDerived ? ceilingIdOf(after, current) : undefined,
    ),
    ...settingChanges(old.template, current.template),
    ...cdkChanges(before.cdkSettings, after.cdkSettings),
  ];
}

/**
 * The old sources, with the new names of renamed grants and in the order of the new sources. The difference of the pages then
 * shows only real changes.
 */
function arrangedLike(before: ReviewSources, after: ReviewSources): ReviewSources {
  const newIds = newIdsOf(before, after);
  return {
    ...before,
    grants: inOrderOf(
      after.grants,
      before.grants.map((grant) => ({ ...grant, id: newIds.get(grant.id) ?? grant.id })),
      ({ id }) => id,
    ),
    metadata: {
      ...before.metadata,
      cases: inOrderOf(
        after.metadata.cases,
        before.metadata.cases.map((each) => ({
          ...each,
          expect: withNewIds(outcomeOf(each.expect), newIds),
        })),
        requestKey,
      ),
    },
  };
}

/** Sorts the items in the order of the model. An item that the model lacks stays after its predecessor. */
function inOrderOf<T>(
  model: readonly T[],
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly T[] {
  const positions = new Map(model.map((item, index) => [keyOf(item), index]));
  let last = -1;
  return items
    .map((item) => {
      last = positions.get(keyOf(item)) ?? last;
      return { item, position: last };
    })
    .sort((one, other) => one.position - other.position)
    .map(({ item }) => item);
}

function newIdsOf(before: ReviewSources, after: ReviewSources): ReadonlyMap<string, string> {
  return new Map([...pairsOf(before.grants, after.grants)].map(([is, was]) => [was.id, is.id]));
}

function casesOf({ grants, metadata }: ReviewSources) {
  return { grants, cases: metadata.cases };
}

function grantsOf({ grants, metadata }: ReviewSources) {
  return { grants, issuers: jwtAuthenticationsIn(metadata.authentication) };
}

function ceilingIdOf(
  { metadata }: ReviewSources,
  { template }: ReturnType<typeof reviewed>,
): string | undefined {
  const user = template.resources.find(({ logicalId }) => logicalId === metadata.user.Ref);
  return referencedId(user?.properties.PermissionsBoundary);
}
