import { BrokerError } from '../broker-error.ts';
import { federatedUserNameParser } from '../grants/grant.ts';
import { docs } from '../json-schema.ts';
import { described, optional, type Parser, parse } from '../parser.ts';
import { InvalidInput } from '../problems.ts';

/** The most problems in one answer. */
const PROBLEMS_SHOWN_MAX = 10;

/** The federated user in requests of programs that act for other people. */
export const nameParser: Parser<string | undefined> = described(
  optional(federatedUserNameParser),
  docs(
    'The federated user that the caller acts for. Possible only if a grant of the caller has federatedUserNames.',
    { examples: ['User1'] },
  ),
);

/** Throws BrokerError InvalidRequest. Its message names each wrong field, its fault and its limit. */
export function parseRequest<T>(parser: Parser<T>, value: unknown, root: string): T {
  try {
    return parse(parser, value, root);
  } catch (error) {
    if (error instanceof InvalidInput) {
      const shown = error.problems.slice(0, PROBLEMS_SHOWN_MAX);
      const hidden = error.problems.length - shown.length;
      const more = hidden === 0 ? [] : [`and ${hidden} more problems`];
      throw new BrokerError('InvalidRequest', `${[...shown, ...more].join('; ')}.`);
    }
    throw error;
  }
}
