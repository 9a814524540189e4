import {
  type Outcome,
  outcomeOf,
  REFUSED,
  type WrittenCase,
} from '../../core/configuration/grant-case-parser.ts';
import { durationText } from './duration.ts';
import { code, lines, type Markdown, table } from './markdown.ts';

/** The test cases of the grants. When somebody deletes a case, this section of the page changes. */
export function casesSection(cases: readonly WrittenCase[]): Markdown {
  const refused = cases.filter(({ expect }) => isRefusal(outcomeOf(expect))).length;
  return [
    '## Test cases',
    cases.length === 0
      ? '**There are no test cases.** Without them, nothing fails when a grant gives more access than its author intended. ' +
        'Write cases into a file beside the grants file: `grants.cases.json` for `grants.json`.'
      : `There ${cases.length === 1 ? 'is 1 test case' : `are ${cases.length} test cases`}, and ${refused} of them must be refused. ` +
        'Synthesis fails if the grants answer one differently.',
    ...(cases.length === 0
      ? []
      : [
          table(
            ['caller', 'asks for', 'must be'],
            cases.map((each) => [
              callerText(each),
              requestText(each),
              outcomeText(outcomeOf(each.expect)),
            ]),
          ),
        ]),
  ].join('\n\n');
}

export function callerText({ caller, sessionName }: WrittenCase): Markdown {
  if ('jwt' in caller) {
    const of = caller.authentication === undefined ? '' : ` of ${code(caller.authentication)}`;
    return `a token${of} with ${code(jsonText(caller.jwt))}`;
  }
  const session = sessionName === undefined ? '' : ` with the session name ${code(sessionName)}`;
  return `${code(caller.iam)}${session}`;
}

export function requestText(written: WrittenCase): Markdown {
  const { target, permission, accesses, policy, durationSeconds, name, at } = written;
  const asked = [{ target, permission }, ...(accesses ?? [])].flatMap((access) =>
    access.target === undefined
      ? []
      : [`${code(String(access.permission))} on ${code(access.target)}`],
  );
  return lines([
    policy === undefined
      ? asked.join(', and ')
      : `what this policy allows: ${code(typeof policy === 'string' ? policy : jsonText(policy))}`,
    ...(durationSeconds === undefined ? [] : [`for ${durationText(durationSeconds)}`]),
    ...(name === undefined ? [] : [`in the name of ${code(name)}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
  ]);
}

/** JSON on one line with spaces, at which browsers break it. */
function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ');
}

export function outcomeText(outcome: Outcome): Markdown {
  return isRefusal(outcome) ? '**refused**' : `given by ${grantsText(outcome)}`;
}

export function grantsText(outcome: Outcome): Markdown {
  return outcome.map(code).join(' and ');
}

export function isRefusal(outcome: Outcome): boolean {
  return outcome.includes(REFUSED);
}
