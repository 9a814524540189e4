import { lineDiff } from '../line-diff.ts';
import { type Markdown, prose } from '../markdown.ts';
import { type ReviewSources, reviewed, reviewPage } from '../page.ts';
import { referencedId } from '../readable-value.ts';
import { jwtAuthenticationOf } from '../who.ts';
import { authenticationChanges } from './authentication-changes.ts';
import { caseChanges, requestKey } from './case-changes.ts';
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
    note: 'Make sure that nobody needs what goes.',
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
  { effect: 'none', heading: 'No effect on access', note: 'For completeness.' },
];

/**
 * Who gains and who loses what, in Markdown. The full difference of the two pages stands at the end, so that nothing is hidden
 * that has no words.
 *
 * @param against names the other side
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
          '## In sum',
          'What all grants together give to the same callers in the same place. Audiences, scopes and settings are not in this table.',
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
          '`-` marks a line that goes, and `+` a line that comes. Grants and test cases that only moved are left out, and so are new ' +
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
      : '**The page changes in ways that have no words here.** Read its lines below.';
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

/** The old sources with new names, and in the new order, so that the page shows where grants differ. */
function arrangedLike(before: ReviewSources, after: ReviewSources): ReviewSources {
  const newIds = newIdsOf(before, after);
  const renamed = (id: string) => newIds.get(id) ?? id;
  return {
    ...before,
    grants: inOrderOf(
      after.grants,
      before.grants.map((grant) => ({ ...grant, id: renamed(grant.id) })),
      ({ id }) => id,
    ),
    metadata: {
      ...before.metadata,
      cases: inOrderOf(
        after.metadata.cases,
        before.metadata.cases.map((each) => ({ ...each, expect: renamed(each.expect) })),
        requestKey,
      ),
    },
  };
}

/** Items that the model lacks stay behind the item that they followed. */
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
  return { grants, issuer: jwtAuthenticationOf(metadata.authentication)?.issuer };
}

function ceilingIdOf(
  { metadata }: ReviewSources,
  { template }: ReturnType<typeof reviewed>,
): string | undefined {
  const user = template.resources.find(({ logicalId }) => logicalId === metadata.user.Ref);
  return referencedId(user?.properties.PermissionsBoundary);
}
