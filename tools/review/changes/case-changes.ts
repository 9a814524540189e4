import { isDeepStrictEqual } from 'node:util';
import { UNNAMED_AUTHENTICATION } from '../../../core/callers/authentication-name.ts';
import {
  type Outcome,
  outcomeOf,
  type WrittenCase,
} from '../../../core/configuration/grant-case-parser.ts';
import { answerTo } from '../../../core/configuration/grant-cases.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { type GrantIndex, indexGrants } from '../../../core/grants/grant-index.ts';
import { callerText, grantsText, isRefusal, outcomeText, requestText } from '../cases-section.ts';
import type { Markdown } from '../markdown.ts';
import { type Change, narrower, none, other, wider } from './change.ts';

export interface CasesOfSide {
  readonly cases: readonly WrittenCase[];
  readonly grants: readonly Grant[];
}

/** A case whose expected outcome is written in one form. */
interface Case extends WrittenCase {
  readonly expect: Outcome;
}

/**
 * Shows how the new grants answer each test case that was removed or changed. An author could otherwise hide a wider grant by
 * deleting the case that it breaks.
 *
 * @param newIds the new ids of renamed grants, by their old ids
 */
export function caseChanges(
  before: CasesOfSide,
  after: CasesOfSide,
  newIds: ReadonlyMap<string, string> = new Map(),
): readonly Change[] {
  const [old, current] = [byRequest(before.cases, newIds), byRequest(after.cases)];
  const gone = [...old].filter(([request]) => !current.has(request)).map(([, each]) => each);
  const added = [...current].filter(([request]) => !old.has(request)).map(([, each]) => each);
  const pairs = pairsOf(gone, added);
  const paired = new Set(pairs.values());
  const [oldIndex, index] = [indexGrants(before.grants), indexGrants(after.grants)];
  return [
    ...[...old].flatMap(([request, was]) => {
      const is = current.get(request);
      return is === undefined ? [goneCase(was, pairs.get(was), index)] : outcomeChange(was, is);
    }),
    ...added.filter((each) => !paired.has(each)).map((each) => newCase(each, oldIndex, newIds)),
  ];
}

/** Maps each removed case to the new case that differs from it in one field only. */
function pairsOf(gone: readonly Case[], added: readonly Case[]): ReadonlyMap<Case, Case> {
  const pairs = new Map<Case, Case>();
  const free = new Set(added);
  for (const was of gone) {
    const is = [...free].find((each) => isSuccessor(was, each));
    if (is !== undefined) {
      pairs.set(was, is);
      free.delete(is);
    }
  }
  return pairs;
}

function isSuccessor(was: Case, is: Case): boolean {
  const { caller: wasCaller, expect: wasExpect, ...wasRequest } = was;
  const { caller, expect, ...request } = is;
  if (isRefusal(expect) !== isRefusal(wasExpect)) {
    return false;
  }
  return isDeepStrictEqual(wasCaller, caller)
    ? Object.keys({ ...wasRequest, ...request }).filter(
        (field) => !isDeepStrictEqual(Reflect.get(wasRequest, field), Reflect.get(request, field)),
      ).length === 1
    : isDeepStrictEqual(wasRequest, request) && isSamePerson(wasCaller, caller);
}

/** Whether both callers have the same issuer and subject. Their other claims may differ. */
function isSamePerson(one: WrittenCase['caller'], other: WrittenCase['caller']): boolean {
  return (
    'jwt' in one &&
    'jwt' in other &&
    authenticationIn(one) === authenticationIn(other) &&
    Reflect.get(one.jwt, 'sub') === Reflect.get(other.jwt, 'sub')
  );
}

function goneCase(was: Case, is: Case | undefined, index: GrantIndex): Change {
  const answer = answerTo(was, index);
  const had = `${textOf(was)} had to be ${outcomeText(was.expect)}`;
  const changed = is === undefined ? `a test case is gone: ${had}` : `a test case changes: ${had}`;
  const now =
    is === undefined ? '' : `. It is now: ${textOf(is)} must be ${outcomeText(is.expect)}`;
  const form = is === undefined ? 'it' : 'the old form';
  const isSame = isDeepStrictEqual(answer, was.expect);
  const text = `${changed}${now}. ${answerText(answer, form, isSame)}`;
  if (isSame) {
    return none(text);
  }
  if (isRefusal(was.expect)) {
    return wider(text);
  }
  return isRefusal(answer) ? narrower(text) : other(text);
}

function answerText(answer: Outcome, form: Markdown, isSame: boolean): Markdown {
  const still = isSame ? 'still ' : '';
  return isRefusal(answer)
    ? `The new grants ${still}refuse ${form}`
    : `The new grants ${still}**give** ${form}, by ${grantsText(answer)}`;
}

function newCase(is: Case, old: GrantIndex, newIds: ReadonlyMap<string, string>): Change {
  const answer = answerTo(is, old);
  const before = isDeepStrictEqual(withNewIds(answer, newIds), is.expect)
    ? 'The old grants answer the same'
    : `Before, it was ${outcomeText(answer)}`;
  return none(`new test case: ${textOf(is)} must be ${outcomeText(is.expect)}. ${before}`);
}

function outcomeChange(was: Case, is: Case): readonly Change[] {
  if (isDeepStrictEqual(was.expect, is.expect)) {
    return [];
  }
  const text =
    `a test case expects something else: ${textOf(is)} must be ${outcomeText(is.expect)}. ` +
    `Before, it was ${outcomeText(was.expect)}`;
  if (isRefusal(was.expect)) {
    return [wider(text)];
  }
  return [isRefusal(is.expect) ? narrower(text) : other(text)];
}

/** Indexes the cases by their request: all fields except the expected outcome. */
function byRequest(
  cases: readonly WrittenCase[],
  newIds: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, Case> {
  return new Map(
    cases.map((each) => [
      requestKey(each),
      { ...each, expect: withNewIds(outcomeOf(each.expect), newIds) },
    ]),
  );
}

export function withNewIds(outcome: Outcome, newIds: ReadonlyMap<string, string>): Outcome {
  return outcomeOf(outcome.map((id) => newIds.get(id) ?? id));
}

export function requestKey({ caller, expect: _, ...request }: WrittenCase): string {
  const who = 'jwt' in caller ? { ...caller, authentication: authenticationIn(caller) } : caller;
  const fields = Object.entries(request).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([who, fields]);
}

function authenticationIn({ authentication }: { readonly authentication?: string }): string {
  return authentication ?? UNNAMED_AUTHENTICATION;
}

function textOf(each: WrittenCase): Markdown {
  return `${callerText(each)} asks for ${requestText(each).replaceAll('<br>', ' ')}, which`;
}
