import { BROKER_ERROR_CODES } from '../broker-error.ts';
import { object } from '../compound-parser.ts';
import { docs } from '../json-schema.ts';
import { described, oneOf, type Parsed, string, titled } from '../parser.ts';

/** The answer to a request that the broker refuses or cannot serve. */
export type ErrorResponse = Parsed<typeof errorResponseParser>;

export const errorResponseParser = titled(
  'Error response',
  object({
    Code: oneOf(BROKER_ERROR_CODES),
    Message: described(string, docs('Says what is wrong and what to do. It contains no secret.')),
    RequestId: described(string, docs("The id of the request in the broker's logs.")),
  }),
);
