import type { CaseRequest, PolicyCase } from './policy-case.ts';
import type { SecondOpinion } from './second-opinion.ts';

/**
 * Says what is wrong with the decision about a request. Undefined if it is right.
 *
 * @param inside whether the session must allow the request
 * @param second undefined if only the local AWS is asked
 */
export async function probeFault(
  allows: (request: CaseRequest) => boolean,
  given: PolicyCase,
  inside: boolean,
  second: SecondOpinion | undefined,
): Promise<string | undefined> {
  if (allows(given.request) !== inside) {
    return inside ? 'a wrong denial' : 'an escape';
  }
  return second !== undefined && !(await second.accepts(given, inside))
    ? 'an unexplained disagreement'
    : undefined;
}
