import { isDeepStrictEqual } from 'node:util';
import { UNNAMED_AUTHENTICATION } from '../../../core/callers/authentication-name.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { answerTo, REFUSED, type WrittenCase } from '../../../core/grants/grant-cases.ts';
import { type GrantIndex, indexGrants } from '../../../core/grants/grant-index.ts';
import { callerText, outcomeText, requestText } from '../cases-section.ts';
import { code, type Markdown } from '../markdown.ts';
import { type Change, narrower, none, other, wider } from './change.ts';

export interface CasesOfSide {
  readonly cases: readonly WrittenCase[];
  readonly grants: readonly Grant[];
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
  const renamed = before.cases.map((each) => ({
    ...each,
    expect: newIds.get(each.expect) ?? each.expect,
  }));
  const [old, current] = [byRequest(renamed), byRequest(after.cases)];
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
function pairsOf(
  gone: readonly WrittenCase[],
  added: readonly WrittenCase[],
): ReadonlyMap<WrittenCase, WrittenCase> {
  const pairs = new Map<WrittenCase, WrittenCase>();
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

function isSuccessor(was: WrittenCase, is: WrittenCase): boolean {
  const { caller: wasCaller, expect: wasExpect, ...wasRequest } = was;
  const { caller, expect, ...request } = is;
  if ((expect === REFUSED) !== (wasExpect === REFUSED)) {
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

function goneCase(was: WrittenCase, is: WrittenCase | undefined, index: GrantIndex): Change {
  const answer = answerTo(was, index);
  const had = `${textOf(was)} had to be ${outcomeText(was.expect)}`;
  const changed = is === undefined ? `a test case is gone: ${had}` : `a test case changes: ${had}`;
  const now =
    is === undefined ? '' : `. It is now: ${textOf(is)} must be ${outcomeText(is.expect)}`;
  const form = is === undefined ? 'it' : 'the old form';
  const text = `${changed}${now}. ${answerText(answer, form, answer === was.expect)}`;
  if (answer === was.expect) {
    return none(text);
  }
  if (was.expect === REFUSED) {
    return wider(text);
  }
  return answer === REFUSED ? narrower(text) : other(text);
}

function answerText(answer: string, form: Markdown, isSame: boolean): Markdown {
  const still = isSame ? 'still ' : '';
  return answer === REFUSED
    ? `The new grants ${still}refuse ${form}`
    : `The new grants ${still}**give** ${form}, by ${code(answer)}`;
}

function newCase(is: WrittenCase, old: GrantIndex, newIds: ReadonlyMap<string, string>): Change {
  const answer = answerTo(is, old);
  const before =
    (newIds.get(answer) ?? answer) === is.expect
      ? 'The old grants answer the same'
      : `Before, it was ${outcomeText(answer)}`;
  return none(`new test case: ${textOf(is)} must be ${outcomeText(is.expect)}. ${before}`);
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

/** Indexes the cases by their request: all fields except the expected outcome. */
function byRequest(cases: readonly WrittenCase[]): ReadonlyMap<string, WrittenCase> {
  return new Map(cases.map((each) => [requestKey(each), each]));
}

export function requestKey({
  caller,
  target,
  permission,
  durationSeconds,
  name,
  sessionName,
  at,
}: WrittenCase): string {
  const who = 'jwt' in caller ? { ...caller, authentication: authenticationIn(caller) } : caller;
  return JSON.stringify([who, target, permission, durationSeconds, name, sessionName, at]);
}

function authenticationIn({ authentication }: { readonly authentication?: string }): string {
  return authentication ?? UNNAMED_AUTHENTICATION;
}

function textOf(each: WrittenCase): Markdown {
  return `${callerText(each)} asks for ${requestText(each).replaceAll('<br>', ' ')}, which`;
}
