import { BrokerError } from '../broker-error.ts';
import { type Parser, parse } from '../parser.ts';
import { InvalidInput } from '../problems.ts';

/** Problems that one answer names. */
const PROBLEMS_SHOWN_MAX = 10;

/** Reads a part of a request. Throws BrokerError InvalidRequest, whose message names field, fault and limit. */
export function parseRequest<T>(parser: Parser<T>, value: unknown, root: string): T {
  try {
    return parse(parser, value, root);
  } catch (error) {
    if (error instanceof InvalidInput) {
      const shown = error.problems.slice(0, PROBLEMS_SHOWN_MAX);
      const hidden = error.problems.length - shown.length;
      const more = hidden === 0 ? [] : [`and ${hidden} problems more`];
      throw new BrokerError('InvalidRequest', `${[...shown, ...more].join('; ')}.`);
    }
    throw error;
  }
}
