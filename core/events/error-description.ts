import { object } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import { described, integer, optional, type Parser, string, titled } from '../parser.ts';

/** The parts of an error that logs may contain. */
export interface ErrorDescription {
  readonly name: string;
  readonly message?: string;
  readonly httpStatus?: number;
  readonly awsRequestId?: string;
  readonly cause?: ErrorDescription;
}

/** The cause of an error is an error, too. */
const causeParser: Parser<ErrorDescription> = {
  read: (value, context) => errorParser.read(value, context),
  schema: schema(() => errorParser.schema()),
};

export const errorParser: Parser<ErrorDescription> = titled(
  'Error',
  described(
    object({
      name: described(string, docs('The name of the error, such as AccessDenied.')),
      message: optional(string),
      httpStatus: described(
        optional(integer(100, 599, 'an HTTP status')),
        docs('The HTTP status of the answer from AWS.'),
      ),
      awsRequestId: described(optional(string), docs("AWS's id of the failed request.")),
      cause: optional(causeParser),
    }),
    docs('What an error says, without secrets.'),
  ),
);
