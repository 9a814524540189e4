import { REFUSED, type WrittenCase } from '../../../core/grants/grant-cases.ts';
import { callerText, outcomeText, requestText } from '../cases-section.ts';
import type { Markdown } from '../markdown.ts';
import { type Change, narrower, none, other, wider } from './change.ts';

/**
 * A deleted or weakened test case that had to be refused lets a later change go unnoticed.
 *
 * @param newIds of grants that were renamed, by their old ids
 */
export function caseChanges(
  before: readonly WrittenCase[],
  after: readonly WrittenCase[],
  newIds: ReadonlyMap<string, string> = new Map(),
): readonly Change[] {
  const [old, current] = [byRequest(before), byRequest(after)];
  return [
    ...[...old].flatMap(([request, was]) => {
      const is = current.get(request);
      return is === undefined
        ? [goneCase(was)]
        : outcomeChange({ ...was, expect: newIds.get(was.expect) ?? was.expect }, is);
    }),
    ...[...current]
      .filter(([request]) => !old.has(request))
      .map(([, is]) => none(`new test case: ${textOf(is)} must be ${outcomeText(is.expect)}`)),
  ];
}

function goneCase(was: WrittenCase): Change {
  const text = `a test case is gone: ${textOf(was)} had to be ${outcomeText(was.expect)}`;
  return was.expect === REFUSED ? wider(text) : none(text);
}

function outcomeChange(was: WrittenCase, is: WrittenCase): readonly Change[] {
  if (was.expect === is.expect) {
    return [];
  }
  const text =
    `a test case expects something else: ${textOf(is)} must be ${outcomeText(is.expect)}. ` +
    `Before, it was ${outcomeText(was.expect)}`;
  if (was.expect === REFUSED) {
    return [wider(text)];
  }
  return [is.expect === REFUSED ? narrower(text) : other(text)];
}

/** By all that a case has but its outcome. */
function byRequest(cases: readonly WrittenCase[]): ReadonlyMap<string, WrittenCase> {
  return new Map(
    cases.map((each) => {
      const { caller, target, permission, durationSeconds, name } = each;
      return [JSON.stringify([caller, target, permission, durationSeconds, name]), each];
    }),
  );
}

function textOf(each: WrittenCase): Markdown {
  return `${callerText(each)} asks for ${requestText(each).replaceAll('<br>', ' ')}, which`;
}
