import { REFUSED, type WrittenCase } from '../../core/grants/grant-cases.ts';
import { durationText } from './duration.ts';
import { code, lines, type Markdown, table } from './markdown.ts';

/** The test cases of the grants. When somebody deletes a case, this section of the page changes. */
export function casesSection(cases: readonly WrittenCase[]): Markdown {
  const refused = cases.filter(({ expect }) => expect === REFUSED).length;
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
            cases.map((each) => [callerText(each), requestText(each), outcomeText(each.expect)]),
          ),
        ]),
  ].join('\n\n');
}

export function callerText({ caller, sessionName }: WrittenCase): Markdown {
  if ('jwt' in caller) {
    const of = caller.authentication === undefined ? '' : ` of ${code(caller.authentication)}`;
    return `a token${of} with ${code(JSON.stringify(caller.jwt))}`;
  }
  const session = sessionName === undefined ? '' : ` with the session name ${code(sessionName)}`;
  return `${code(caller.iam)}${session}`;
}

export function requestText({
  target,
  permission,
  durationSeconds,
  name,
  at,
}: WrittenCase): Markdown {
  return lines([
    `${code(permission)} on ${code(target)}`,
    ...(durationSeconds === undefined ? [] : [`for ${durationText(durationSeconds)}`]),
    ...(name === undefined ? [] : [`in the name of ${code(name)}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
  ]);
}

export function outcomeText(expect: string): Markdown {
  return expect === REFUSED ? '**refused**' : `given by ${code(expect)}`;
}
